import { useApp } from '../AppContext.tsx';
import { PageTitle } from '../shell/PageTitle.tsx';
import { LieTable } from './LieTable.tsx';
import { SuiteBar } from './SuiteBar.tsx';
import { useSuite } from './useSuite.ts';
import './Liars.css';

/** Who lies, in the order in which the page shows them. */
const liars = [
  {
    unit: 'scheduler-unit',
    title: 'Scheduler units',
    about: 'It keeps the schedule: which messages there are, and in what order.',
  },
  {
    unit: 'gateway',
    title: 'Gateways',
    about: 'It keeps modules, and items whose exact bytes a scheduler unit cannot tell.',
  },
  {
    unit: 'compute-unit',
    title: 'Compute units',
    about:
      'It says what a process answers, and signs nothing. A lie of its cannot spoil what is evaluated here: its claim is shown beside the evaluated value.',
  },
] as const;

/** Every lie that the demo network can be told to tell, with what must come of it and what came. */
export function LiarsScreen() {
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
      {liars.map(({ unit, title, about }) => (
        <section key={unit} className="section" aria-labelledby={unit}>
          <h2 id={unit}>{title}</h2>
          <p className="prose">{about}</p>
          <LieTable
            caption={title}
            choices={lies.filter(({ lie }) => lie.unit === unit)}
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
