import { useState } from 'react';
import type { Tag, Tags } from '../../../engine/api.ts';
import { formatCount } from '../../format.ts';
import { keyed } from '../keyed.ts';
import { AbsoluteTime } from '../values/AbsoluteTime.tsx';
import { LongText } from './LongText.tsx';
import { MoreButton } from './MoreButton.tsx';
import './TagsTable.css';

/** A process may give a message of its outbox any number of them. */
const rowsStep = 200;

/** Tags in signed order, repetitions kept. */
export function TagsTable({ tags, caption }: { readonly tags: Tags; readonly caption: string }) {
  const [shown, setShown] = useState(rowsStep);
  if (tags.length === 0) return <p className="quiet">No tags.</p>;
  const left = tags.length - shown;
  return (
    <>
      <table className="tags">
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">
              <span className="visually-hidden">Name</span>
            </th>
            <th scope="col">
              <span className="visually-hidden">Value</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {keyed(tags.slice(0, shown)).map(({ key, item: tag }) => (
            <tr key={key}>
              <th scope="row">
                <LongText text={tag.name} />
              </th>
              <td>
                {tag.value === '' ? <span className="quiet">empty</span> : <LongText text={tag.value} />}
                <MomentOf tag={tag} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {left > 0 ? (
        <MoreButton left={formatCount(left)} onMore={() => setShown(shown + rowsStep * 5)} />
      ) : null}
    </>
  );
}

/** Schedulers and clients write moments as milliseconds since 1970. */
function MomentOf({ tag: { name, value } }: { readonly tag: Tag }) {
  if (name !== 'Timestamp' || !/^\d{13}$/.test(value)) return null;
  return (
    <span className="tag-moment">
      {' '}
      <AbsoluteTime timestampMs={Number(value)} />
    </span>
  );
}
