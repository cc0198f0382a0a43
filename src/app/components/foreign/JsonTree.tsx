import { useState } from 'react';
import type { JsonNode } from '../../text/json.ts';
import { keyed } from '../keyed.ts';
import { ForeignText } from './ForeignText.tsx';
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
  return (
    <details className="json-branch" open={depth < openDepth}>
      <summary>
        <Label text={label} />
        <span className="json-mark">
          {marks} {children.length}
        </span>
      </summary>
      <JsonChildren entries={children} depth={depth + 1} />
    </details>
  );
}

function JsonChildren({
  entries,
  depth,
}: {
  readonly entries: readonly { readonly key: string; readonly value: JsonNode }[];
  readonly depth: number;
}) {
  const [shown, setShown] = useState(childrenStep);
  const left = entries.length - shown;
  return (
    <div className="json-children">
      {keyed(entries.slice(0, shown)).map(({ key, item }) => (
        <JsonTree key={key} node={item.value} label={item.key} depth={depth} />
      ))}
      {left > 0 ? (
        <button
          type="button"
          className="button button-plain"
          onClick={() => setShown(shown + childrenStep * 5)}
        >
          Show more ({left} left)
        </button>
      ) : null}
    </div>
  );
}

function Label({ text }: { readonly text: string | undefined }) {
  return text === undefined ? null : (
    <span className="json-key">
      <ForeignText text={text} />
    </span>
  );
}

function JsonLeaf({ node }: { readonly node: JsonNode }) {
  switch (node.kind) {
    case 'string':
      return (
        <span className="json-string">
          <ForeignText text={JSON.stringify(node.value)} />
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
