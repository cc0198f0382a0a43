import { useWindowVirtualizer } from '@tanstack/react-virtual';
import {
  type KeyboardEvent,
  type RefObject,
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { type Network, reportError } from '../../engine/api.ts';
import { ErrorPanel } from '../components/errors/ErrorPanel.tsx';
import { ScheduleGridRow } from './ScheduleGridRow.tsx';
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

const columns = ['Nonce', 'Time', 'Action', 'From', 'Message', 'Outcome', 'Checks'] as const;
const pageOfRows = 10;
/** A data grid (WAI-ARIA APG): a table whose rows arrow keys walk, one of them in the tab order. */
const grid = { role: 'grid' } as const;

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
    // In the evidence of a row, they are the dialog's own.
    if (event.target instanceof Element && event.target.closest('dialog') !== null) return;
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
        aria-colcount={columns.length}
        onKeyDown={walk}
      >
        <thead className="schedule-head">
          <tr className="schedule-row" aria-rowindex={1}>
            {columns.map((column) => (
              <th key={column} scope="col" className={`schedule-${column.toLowerCase()}`}>
                {column}
              </th>
            ))}
          </tr>
        </thead>
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

/** The row that arrow keys start from, focused once it is drawn. */
function useActiveRow(list: RefObject<HTMLElement | null>, initial: number | null) {
  const [active, set] = useState<number | null>(initial);
  const wanted = useRef<number | null>(null);
  useEffect(() => {
    if (wanted.current === null) return;
    const link = list.current?.querySelector<HTMLElement>(`[data-nonce="${wanted.current}"] a`);
    if (!link) return;
    wanted.current = null;
    link.focus({ preventScroll: true });
  });
  const setActive = useCallback((nonce: number, focus: boolean) => {
    set(nonce);
    if (focus) wanted.current = nonce;
  }, []);
  return { active, setActive };
}

function walkTo(key: string, from: number, count: number): number | null {
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: from + 1,
    ArrowUp: from - 1,
    PageDown: from + pageOfRows,
    PageUp: from - pageOfRows,
    Home: 0,
    End: count - 1,
  };
  const to = steps[key];
  return to === undefined ? null : Math.min(Math.max(to, 0), count - 1);
}
