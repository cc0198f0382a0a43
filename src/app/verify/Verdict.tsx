import { type ReactNode, useId } from 'react';
import type { Fact, JobSnapshot, ReceiptCheckAnswer, ReceiptField } from '../../engine/api.ts';
import { EvidenceBadge } from '../components/evidence/EvidenceBadge.tsx';
import { EvidenceDisclosure } from '../components/evidence/EvidenceDisclosure.tsx';
import { shownLevel } from '../components/evidence/evidenceWords.ts';
import { ValueEvidence } from '../components/evidence/ValueEvidence.tsx';
import { Id } from '../components/values/Id.tsx';
import { Nonce } from '../components/values/Nonce.tsx';
import { describeDifference, factsOfFields, fieldNames, fieldTitles, statusWords } from './receiptWords.ts';

interface VerdictProps {
  readonly snapshot: JobSnapshot;
  readonly answer: ReceiptCheckAnswer;
  readonly children: ReactNode;
}

/** Whether what was evaluated here is what the receipt says; and what the evaluation itself rests on. */
export function Verdict({ snapshot, answer, children }: VerdictProps) {
  const headingId = useId();
  const { verdict, fields, nonce } = answer;
  return (
    <section className={`panel stack verdict-${verdict}`} aria-labelledby={headingId} data-verdict={verdict}>
      <h2 id={headingId} className="visually-hidden">
        Verdict
      </h2>
      <p className="verdict-word">{verdict === 'same' ? 'same' : 'differs, here'}</p>
      <p className="prose">
        {verdict === 'same'
          ? sameSentence(snapshot.progress.evaluatedCount)
          : describeDifference(fields, nonce)}
      </p>
      <p className="row">
        <EvidenceBadge level={shownLevel(answer.level, snapshot.facts)} />
        <span className="quiet">
          evaluated here through nonce <Nonce nonce={nonce} />; the receipt adds nothing to that word
        </span>
      </p>
      {children}
      <Fields fields={fields} facts={snapshot.facts} />
      <EvidenceDisclosure key={snapshot.jobId} facts={snapshot.facts} />
    </section>
  );
}

interface FieldsProps {
  readonly fields: readonly ReceiptField[];
  readonly facts: readonly Fact[];
}

function Fields({ fields, facts }: FieldsProps) {
  return (
    <table className="receipt-fields">
      <caption className="visually-hidden">Field by field</caption>
      <thead>
        <tr>
          <th scope="col">Field</th>
          <th scope="col">The receipt says</th>
          <th scope="col">Found here</th>
          <th scope="col">Compared</th>
        </tr>
      </thead>
      <tbody>
        {fields.map((field) => (
          <tr key={field.name} data-field={field.name} data-compared={field.status}>
            <th scope="row">{fieldTitles[field.name]}</th>
            <td data-label="The receipt says">
              <FieldValue value={field.claimed} whole={field.status === 'differs'} />
            </td>
            <td data-label="Found here">
              <FieldValue value={field.found} whole={field.status === 'differs'} />{' '}
              <ValueEvidence
                what={`the ${fieldNames[field.name]} that was found here`}
                facts={facts}
                names={factsOfFields[field.name]}
              />
            </td>
            <td data-label="Compared">{statusWords[field.status]}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Both ends are enough where two values are the same. */
function FieldValue({ value, whole }: { readonly value: string | null; readonly whole: boolean }) {
  return value === null ? <span className="quiet">not told</span> : <Id id={value} whole={whole} />;
}

function sameSentence(evaluatedCount: number): string {
  return evaluatedCount === 0
    ? 'This browser had evaluated these messages before: the state that it saved then is the selfsame one.'
    : 'Evaluated again, the process comes to the selfsame state.';
}
