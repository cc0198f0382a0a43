import { useState } from 'react';
import type { Json, Tag } from '../../engine/api.ts';
import { ForeignData } from '../components/foreign/ForeignData.tsx';
import { LongText } from '../components/foreign/LongText.tsx';
import { TagsTable } from '../components/foreign/TagsTable.tsx';
import { Id } from '../components/values/Id.tsx';
import { asText, isRecord } from './json.ts';

const summaryCharacters = 200;

/** A message, spawn or assignment that a process asked for. It is the process's own JSON, so every field may be anything. */
export function ResultMessage({ item, opened }: { readonly item: Json; readonly opened: boolean }) {
  const [open, setOpen] = useState(opened);
  if (!isRecord(item)) return <ForeignData text={asText(item)} label="Item view" />;
  const tags = readTags(item['Tags']);
  const target = item['Target'];
  const data = item['Data'];
  if (tags === null) return <ForeignData text={asText(item)} label="Item view" />;
  const action = tags.find(({ name }) => name === 'Action')?.value ?? null;
  return (
    <details className="outbox-item" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <strong>
          {action === null ? 'No action' : <LongText text={action} first={summaryCharacters} />}
        </strong>
        {typeof target === 'string' && target !== '' ? (
          <>
            {' to '}
            <Id id={target} />
          </>
        ) : null}
      </summary>
      {open ? (
        <div className="stack outbox-body">
          <TagsTable tags={tags} caption="Tags of the result’s message" />
          {data === undefined || data === null || data === '' ? null : (
            <ForeignData text={asText(data)} label="Data view of the result’s message" />
          )}
        </div>
      ) : null}
    </details>
  );
}

function readTags(value: Json | undefined): readonly Tag[] | null {
  if (!Array.isArray(value)) return null;
  const tags: Tag[] = [];
  for (const tag of value as readonly Json[]) {
    if (!isRecord(tag) || tag['name'] === undefined || tag['value'] === undefined) return null;
    tags.push({ name: asText(tag['name']), value: asText(tag['value']) });
  }
  return tags;
}
