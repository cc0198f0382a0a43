import { scheduleColumns } from './gridWalk.ts';

export function ScheduleHead() {
  return (
    <thead className="schedule-head">
      <tr className="schedule-row" aria-rowindex={1}>
        {scheduleColumns.map((column) => (
          <th key={column} scope="col" className={`schedule-${column.toLowerCase()}`}>
            {column}
          </th>
        ))}
      </tr>
    </thead>
  );
}
