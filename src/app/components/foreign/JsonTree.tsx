import { useState } from 'react';
import { formatCount } from '../../format.ts';
import type { JsonNode } from '../../text/json.ts';
import { keyed } from '../keyed.ts';
import { LongText } from './LongText.tsx';
import { MoreButton } from './MoreButton.tsx';
import './JsonTree.css';

/** Children shown at once; more on request, so that a hostile document cannot fill the page. */
const childrenStep = 100;
const openDepth = 2;

interface JsonTreeProps {
  readonly node: JsonNode;
  readonly label?: string;
  readonly depth?: number;
}

export function JsonTree({ node, label, depth = 0 }: JsonTreeProps) {
  if (node.kind !== 'object' && node.kind !== 'array') {
    return (
      <div className="json-leaf">
        <Label text={label} />
        <JsonLeaf node={node} />
      </div>
    );
  }
  const children =
    node.kind === 'object' ? node.entries : node.items.map((value, index) => ({ key: String(index), value }));
  const marks = node.kind === 'object' ? '{ }' : '[ ]';
  if (children.length === 0) {
    return (
      <div className="json-leaf">
        <Label text={label} />
        <span className="json-mark">{marks}</span>
      </div>
    );
  }
  return <JsonBranch label={label} marks={marks} entries={children} depth={depth} />;
}

interface JsonChildrenProps {
  readonly entries: readonly { readonly key: string; readonly value: JsonNode }[];
  readonly depth: number;
}

/** What is closed is not drawn: within a few megabytes there is room for millions of values. */
function JsonBranch(
  props: JsonChildrenProps & { readonly label: string | undefined; readonly marks: string },
) {
  const { label, marks, entries, depth } = props;
  const [open, setOpen] = useState(depth < openDepth);
  return (
    <details className="json-branch" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <Label text={label} />
        <span className="json-mark">
          {marks} {entries.length}
        </span>
      </summary>
      {open ? <JsonChildren entries={entries} depth={depth + 1} /> : null}
    </details>
  );
}

function JsonChildren({ entries, depth }: JsonChildrenProps) {
  const [shown, setShown] = useState(childrenStep);
  const left = entries.length - shown;
  return (
    <div className="json-children">
      {keyed(entries.slice(0, shown)).map(({ key, item }) => (
        <JsonTree key={key} node={item.value} label={item.key} depth={depth} />
      ))}
      {left > 0 ? (
        <MoreButton left={formatCount(left)} onMore={() => setShown(shown + childrenStep * 5)} />
      ) : null}
    </div>
  );
}

function Label({ text }: { readonly text: string | undefined }) {
  return text === undefined ? null : (
    <span className="json-key">
      <LongText text={text} />
    </span>
  );
}

function JsonLeaf({ node }: { readonly node: JsonNode }) {
  switch (node.kind) {
    case 'string':
      return (
        <span className="json-string">
          <LongText text={JSON.stringify(node.value)} />
        </span>
      );
    case 'number':
      return <span className="json-number">{node.literal}</span>;
    case 'word':
      return <span className="json-word">{node.word}</span>;
    case 'object':
    case 'array':
      return null;
  }
}
