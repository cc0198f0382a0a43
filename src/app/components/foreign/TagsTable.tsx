import type { Tags } from '../../../engine/api.ts';
import { keyed } from '../keyed.ts';
import { ForeignText } from './ForeignText.tsx';
import './TagsTable.css';

/** Tags in signed order, repetitions kept. */
export function TagsTable({ tags, caption }: { readonly tags: Tags; readonly caption: string }) {
  if (tags.length === 0) return <p className="quiet">No tags.</p>;
  return (
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
        {keyed(tags).map(({ key, item: tag }) => (
          <tr key={key}>
            <th scope="row">
              <ForeignText text={tag.name} />
            </th>
            <td>
              {tag.value === '' ? <span className="quiet">empty</span> : <ForeignText text={tag.value} />}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
