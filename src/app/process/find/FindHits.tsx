import { type KeyboardEvent, useRef } from 'react';
import type { ScheduleRow } from '../../../engine/api.ts';
import { grid, isInDialog, scheduleColumns, useActiveRow, walkTo } from '../gridWalk.ts';
import { ScheduleGridRow } from '../ScheduleGridRow.tsx';
import { ScheduleHead } from '../ScheduleHead.tsx';

interface FindHitsProps {
  readonly rows: readonly ScheduleRow[];
  readonly place: { readonly processId: string; readonly net: string };
}

/** What was found, as rows of the schedule. More comes below: nothing that is there moves. */
export function FindHits({ rows, place }: FindHitsProps) {
  const list = useRef<HTMLTableElement>(null);
  const { active, setActive } = useActiveRow(list, null);
  const index = rows.findIndex(({ nonce }) => nonce === active);
  const walk = (event: KeyboardEvent) => {
    if (isInDialog(event.target)) return;
    const row = rows[walkTo(event.key, Math.max(0, index), rows.length) ?? -1];
    if (row === undefined) return;
    event.preventDefault();
    list.current?.querySelector(`[data-nonce="${row.nonce}"]`)?.scrollIntoView({ block: 'nearest' });
    setActive(row.nonce, true);
  };
  const tabbable = index === -1 ? rows[0]?.nonce : active;
  return (
    <table
      ref={list}
      {...grid}
      className="schedule schedule-found"
      aria-label="Messages found"
      aria-rowcount={rows.length + 1}
      aria-colcount={scheduleColumns.length}
      onKeyDown={walk}
    >
      <ScheduleHead />
      <tbody className="schedule-body">
        {rows.map((row, position) => (
          <ScheduleGridRow
            key={row.nonce}
            nonce={row.nonce}
            row={row}
            place={place}
            rowIndex={position + 2}
            offset={null}
            tabbable={row.nonce === tabbable}
            marked={false}
            onFocus={() => setActive(row.nonce, false)}
          />
        ))}
      </tbody>
    </table>
  );
}
