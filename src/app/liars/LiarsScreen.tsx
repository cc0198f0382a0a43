import type { Lie } from '../../engine/api.ts';
import { useApp } from '../AppContext.tsx';
import { PageTitle } from '../shell/PageTitle.tsx';
import { LieTable } from './LieTable.tsx';
import { SuiteBar } from './SuiteBar.tsx';
import { useSuite } from './useSuite.ts';
import './Liars.css';

/** The lies in the groups in which the page shows them. */
const groups = [
  {
    id: 'scheduler-units',
    title: 'Scheduler units',
    about: 'They keep the schedule: which messages there are, and in what order.',
    holds: ({ unit }: Lie) => unit === 'scheduler-unit',
  },
  {
    id: 'gateways',
    title: 'Gateways',
    about: 'They keep modules, and items whose exact bytes a scheduler unit cannot tell.',
    holds: ({ unit, startsWithCheckpoint }: Lie) => unit === 'gateway' && startsWithCheckpoint === undefined,
  },
  {
    id: 'compute-units',
    title: 'Compute units',
    about:
      'They say what a process answers, and sign nothing. What one of them says wrongly cannot spoil what is evaluated here: its claim is shown beside the evaluated value.',
    holds: ({ unit, startsWithCheckpoint }: Lie) =>
      unit === 'compute-unit' && startsWithCheckpoint === undefined,
  },
  {
    id: 'checkpoints',
    title: 'Published checkpoints',
    about:
      'Memory that a compute unit published, so that others need not evaluate what led to it. An answer that begins there is resumed at most, until the process has been replayed from its first message.',
    holds: ({ startsWithCheckpoint }: Lie) => startsWithCheckpoint !== undefined,
  },
] as const;

/** Every lie that the demo network can be told to tell, with what must come of it and what came. */
export function LiarsScreen(): React.ReactNode {
  const { lies } = useApp();
  const suite = useSuite(lies);
  return (
    <>
      <PageTitle title="Liars" />
      <div className="stack">
        <h1>Liars</h1>
        <p className="prose">
          Each row is a demo network where one thing is wrong. Tell a lie, and the process is fetched, checked
          and evaluated in this tab, from nothing, over that network. Beside what must come of it stands what
          came.
        </p>
      </div>
      <SuiteBar suite={suite} choices={lies} />
      {groups.map(({ id, title, about, holds }) => (
        <section key={id} className="section" aria-labelledby={id}>
          <h2 id={id}>{title}</h2>
          <p className="prose">{about}</p>
          <LieTable
            caption={title}
            choices={lies.filter(({ lie }) => holds(lie))}
            busy={suite.turn !== null}
          />
        </section>
      ))}
      <section className="section" aria-labelledby="beyond">
        <h2 id="beyond">What cannot be caught</h2>
        <p className="prose">
          A scheduler that takes no message from somebody, or orders messages as it likes, before it signs. A
          tail that all hosts and gateways withhold together. A module that was written to deceive. Selfsame
          shows the first as what the schedule is, says of the second that it cannot be proven, and runs the
          third as it stands.
        </p>
      </section>
    </>
  );
}
