import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { ScheduleRow } from '../../engine/api.ts';
import { ForeignText } from '../components/foreign/ForeignText.tsx';
import { Id } from '../components/values/Id.tsx';
import { RelativeTime } from '../components/values/RelativeTime.tsx';
import { messageLink } from '../url.ts';
import { RowEvidence } from './RowEvidence.tsx';
import { RowOutcomeText } from './RowOutcomeText.tsx';

interface ScheduleGridRowProps {
  readonly nonce: number;
  /** Absent until its page has come. */
  readonly row: ScheduleRow | undefined;
  readonly place: { readonly processId: string; readonly net: string };
  readonly rowIndex: number;
  /** Pixels from the top of a list of which only what is in view exists; null: it stands behind the row before it. */
  readonly offset: number | null;
  readonly tabbable: boolean;
  readonly marked: boolean;
  readonly onFocus: () => void;
}

export function ScheduleGridRow(props: ScheduleGridRowProps) {
  const { nonce, row, place, marked } = props;
  return (
    <tr
      className={marked ? 'schedule-row schedule-row-marked' : 'schedule-row'}
      aria-rowindex={props.rowIndex}
      data-nonce={nonce}
      style={props.offset === null ? undefined : { transform: `translateY(${props.offset}px)` }}
    >
      <Cell name="nonce">
        <Link
          {...messageLink({ ...place, nonce })}
          className="number"
          tabIndex={props.tabbable ? 0 : -1}
          preload={false}
          onFocus={props.onFocus}
        >
          <span className="visually-hidden">Message </span>
          {nonce}
        </Link>
      </Cell>
      <Cell name="time">
        {row === undefined ? <Blank /> : <RelativeTime timestampMs={row.timestampMs} />}
      </Cell>
      <Cell name="action">
        {row === undefined ? (
          <Blank />
        ) : (
          <RowAction action={row.action} isProcess={row.messageId === place.processId} />
        )}
      </Cell>
      <Cell name="from">{row === undefined ? <Blank /> : <Id id={row.from} />}</Cell>
      <Cell name="message">{row === undefined ? <Blank /> : <Id id={row.messageId} />}</Cell>
      <Cell name="outcome">{row === undefined ? <Blank /> : <RowOutcomeText outcome={row.outcome} />}</Cell>
      <Cell name="checks">
        {row === undefined ? (
          <Blank />
        ) : (
          <RowEvidence row={row} processId={place.processId} tabIndex={props.tabbable ? 0 : -1} />
        )}
      </Cell>
    </tr>
  );
}

function Cell({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return <td className={`schedule-${name}`}>{children}</td>;
}

/** The place of something that is on its way. */
function Blank() {
  return <span className="schedule-blank" />;
}

function RowAction({ action, isProcess }: { readonly action: string | null; readonly isProcess: boolean }) {
  if (isProcess) return <span className="quiet">the process itself</span>;
  return action === null ? <span className="quiet">no action</span> : <ForeignText text={action} />;
}
