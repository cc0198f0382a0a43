import { type ReactNode, useState } from 'react';
import type { EvaluationResult, Json } from '../../engine/api.ts';
import { ForeignData } from '../components/foreign/ForeignData.tsx';
import { MoreButton } from '../components/foreign/MoreButton.tsx';
import { keyed } from '../components/keyed.ts';
import { formatCount } from '../format.ts';
import { asText, isEmpty, isRecord } from './json.ts';
import { ResultMessage } from './ResultMessage.tsx';

/**
 * What the process answered when this message was evaluated here.
 * @param result null for a duplicate
 * @param opensOnly whether a message that is the only one stands open: it is the answer
 */
export function MessageResult({
  result,
  opensOnly = false,
}: {
  readonly result: EvaluationResult | null;
  readonly opensOnly?: boolean;
}) {
  if (result === null)
    return (
      <p className="quiet">There is none: an equal message was evaluated before, so this one was skipped.</p>
    );
  return (
    <div className="result">
      {result.Error === undefined || result.Error === null || result.Error === '' ? null : (
        <Part title="Error">
          <p className="quiet">The process failed on this message; its memory is as it was before.</p>
          <ForeignData text={asText(result.Error)} label="Error view" />
        </Part>
      )}
      <Part title="Output">
        <Output output={result.Output} />
      </Part>
      <Outbox title="Messages" items={result.Messages} opened={opensOnly && result.Messages.length === 1} />
      <Outbox title="Spawns" items={result.Spawns} />
      <Outbox title="Assignments" items={result.Assignments} />
      {result.GasUsed === undefined ? null : (
        <p className="quiet number">Gas used: {formatCount(result.GasUsed)}</p>
      )}
    </div>
  );
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <div className="result-part">
      <h3>{title}</h3>
      {children}
    </div>
  );
}

/** aos wraps what it prints as `{ data, prompt, print }`; what was printed is what matters, the rest is one click away. */
function Output({ output }: { readonly output: Json }) {
  if (output === null || output === '' || isEmpty(output)) return <p className="quiet">None.</p>;
  const printed = isRecord(output) ? output['data'] : undefined;
  if (typeof printed !== 'string') return <ForeignData text={asText(output)} label="Output view" />;
  return (
    <>
      {printed === '' ? (
        <p className="quiet">Nothing printed.</p>
      ) : (
        <ForeignData text={printed} label="Output view" />
      )}
      <WholeOutput output={output} />
    </>
  );
}

/** Written out only for those who open it: 10 MB of it keep the page busy for a tenth of a second. */
function WholeOutput({ output }: { readonly output: Json }) {
  const [open, setOpen] = useState(false);
  return (
    <details className="whole-output" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>The whole output</summary>
      {open ? <ForeignData text={asText(output)} label="Whole output view" /> : null}
    </details>
  );
}

const outboxStep = 100;

function Outbox({
  title,
  items,
  opened = false,
}: {
  readonly title: string;
  readonly items: readonly Json[];
  readonly opened?: boolean;
}) {
  const [shown, setShown] = useState(outboxStep);
  const left = items.length - shown;
  return (
    <Part title={title}>
      {items.length === 0 ? (
        <p className="quiet">None.</p>
      ) : (
        <ol className="outbox">
          {keyed(items.slice(0, shown)).map(({ key, item }) => (
            <li key={key}>
              <ResultMessage item={item} opened={opened} />
            </li>
          ))}
        </ol>
      )}
      {left > 0 ? (
        <MoreButton left={formatCount(left)} onMore={() => setShown(shown + outboxStep * 5)} />
      ) : null}
    </Part>
  );
}
