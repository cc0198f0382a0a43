import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { type Network, reportError } from '../../engine/api.ts';
import { ErrorPanel } from '../components/errors/ErrorPanel.tsx';
import { grid, isInDialog, scheduleColumns, useActiveRow, walkTo } from './gridWalk.ts';
import { ScheduleGridRow } from './ScheduleGridRow.tsx';
import { ScheduleHead } from './ScheduleHead.tsx';
import { indexOf, nonceAt, type ScheduleOrder, type ScheduleWindow } from './scheduleWindow.ts';
import { useScheduleRows } from './useScheduleRows.ts';

/** A nonce to bring into view. Each jump is a new object, so that going to the same nonce twice scrolls twice. */
export interface Jump {
  readonly nonce: number;
  readonly focus: boolean;
}

interface ScheduleGridProps {
  readonly processId: string;
  readonly network: Network;
  readonly net: string;
  readonly window: ScheduleWindow;
  readonly order: ScheduleOrder;
  readonly rowHeight: number;
  readonly jump: Jump | null;
}

/** A schedule of any length as a grid of which only what is in view exists. One row at a time is in the tab order. */
export function ScheduleGrid(props: ScheduleGridProps) {
  const { processId, network, net, window: covered, order, rowHeight, jump } = props;
  const count = covered.last - covered.first + 1;
  const list = useRef<HTMLTableElement>(null);
  const top = useTopInPage(list);
  const virtualizer = useWindowVirtualizer({
    count,
    estimateSize: () => rowHeight,
    overscan: 8,
    scrollMargin: top ?? 0,
  });
  const items = virtualizer.getVirtualItems();
  const nonces = items.map((item) => nonceAt(covered, order, item.index));
  const { rows, isEmpty, error, retry } = useScheduleRows({ network, processId }, nonces, covered.last);
  const { active, setActive } = useActiveRow(list, jump?.nonce ?? null);
  const jumpIndex = jump === null ? null : indexOf(covered, order, jump.nonce);

  const measured = top !== null;
  useEffect(() => {
    if (jump === null || jumpIndex === null || !measured) return;
    virtualizer.scrollToIndex(jumpIndex, { align: 'center' });
    setActive(jump.nonce, jump.focus);
  }, [jump, jumpIndex, measured, virtualizer, setActive]);

  const walk = (event: KeyboardEvent) => {
    if (isInDialog(event.target)) return;
    const from = indexOf(covered, order, active ?? nonces[0] ?? 0);
    const to = walkTo(event.key, from, count);
    if (to === null) return;
    event.preventDefault();
    virtualizer.scrollToIndex(to);
    setActive(nonceAt(covered, order, to), true);
  };
  if (isEmpty)
    return (
      <p className="quiet" role="status">
        The scheduler unit tells no message of this process yet.
      </p>
    );
  const tabbable = active !== null && nonces.includes(active) ? active : nonces[0];

  return (
    <>
      {error === null ? null : <ErrorPanel error={reportError(error)} onRetry={retry} />}
      <table
        ref={list}
        {...grid}
        className="schedule"
        aria-label="Schedule"
        aria-rowcount={count + 1}
        aria-colcount={scheduleColumns.length}
        onKeyDown={walk}
      >
        <ScheduleHead />
        <tbody className="schedule-body" style={{ blockSize: virtualizer.getTotalSize() }}>
          {items.map((item) => {
            const nonce = nonceAt(covered, order, item.index);
            return (
              <ScheduleGridRow
                key={nonce}
                nonce={nonce}
                row={rows.get(nonce)}
                place={{ processId, net }}
                rowIndex={item.index + 2}
                offset={item.start - virtualizer.options.scrollMargin}
                tabbable={nonce === tabbable}
                marked={nonce === jump?.nonce}
                onFocus={() => setActive(nonce, false)}
              />
            );
          })}
        </tbody>
      </table>
    </>
  );
}

/** Where the grid begins, in CSS pixels from the top of the page: it moves when something above it grows, as evidence does. */
function useTopInPage(list: RefObject<HTMLElement | null>): number | null {
  const [top, setTop] = useState<number | null>(null);
  useLayoutEffect(() => {
    const measure = () => setTop((list.current?.getBoundingClientRect().top ?? 0) + globalThis.scrollY);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, [list]);
  return top;
}
