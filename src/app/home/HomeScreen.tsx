import { Link } from '@tanstack/react-router';
import { type Example, useApp } from '../AppContext.tsx';
import { ErrorPanel } from '../components/errors/ErrorPanel.tsx';
import { EvidenceBadge } from '../components/evidence/EvidenceBadge.tsx';
import { levelsWeakestFirst, levelWords } from '../components/evidence/evidenceWords.ts';
import { UnsupportedNotice } from '../components/UnsupportedNotice.tsx';
import { Id } from '../components/values/Id.tsx';
import { FollowList } from '../follow/FollowList.tsx';
import { formatCounted } from '../format.ts';
import { useNetwork } from '../networks.ts';
import { PageTitle } from '../shell/PageTitle.tsx';
import { balanceLink, liarsLink, processLink } from '../url.ts';
import { OpenForm } from './OpenForm.tsx';
import './Home.css';

export function HomeScreen(): React.ReactNode {
  const { examples, lies } = useApp();
  const choice = useNetwork();
  return (
    <>
      <PageTitle />
      <div className="home-head">
        <h1 className="home-title">Selfsame</h1>
        <p className="home-lead">
          Runs an AO process in your own browser, checks every signature on the way, and shows each value with
          the reasons to believe it.
        </p>
      </div>
      <UnsupportedNotice />
      {choice.kind === 'wrong' ? <ErrorPanel error={choice.error} /> : null}
      <OpenForm />
      <FollowList />
      <section className="home-examples" aria-labelledby="examples">
        <h2 id="examples">Examples</h2>
        <p className="quiet">
          Real aos processes on a demo network that came with this page. No server is asked.
        </p>
        <ul className="example-list" aria-labelledby="examples">
          {examples.map((example) => (
            <ExampleRow key={example.processId} example={example} />
          ))}
        </ul>
      </section>
      <section className="section" aria-labelledby="liars">
        <h2 id="liars">Let a server lie</h2>
        <p className="prose">
          {formatCounted(lies.length, 'demo network')} where one server does one thing wrong: it drops a
          message, changes a digit, swaps the module, never answers. See what is caught, and how it is told.
        </p>
        <p>
          <Link {...liarsLink()} className="button">
            Play with lies
          </Link>
        </p>
      </section>
      <section className="section" aria-labelledby="words">
        <h2 id="words">Four words for evidence</h2>
        <dl className="words">
          {levelsWeakestFirst.map((level) => (
            <div key={level} className="words-line">
              <dt>
                <EvidenceBadge level={level} />
              </dt>
              <dd>
                {levelWords[level].means}{' '}
                <span className="quiet">Could still lie: {levelWords[level].couldLie}.</span>
              </dd>
            </div>
          ))}
        </dl>
      </section>
      <div className="home-trust">
        <section className="section" aria-labelledby="checked">
          <h2 id="checked">What is checked</h2>
          <ul className="plain-list">
            <li>The signature of the process, of its module, of every message and of every assignment.</li>
            <li>That each assignment was made by the scheduler that the process names.</li>
            <li>That no nonce is missing, and that the hash chain joins from the first to the last.</li>
            <li>The state itself: every message is evaluated here, byte for byte as a compute unit would.</li>
          </ul>
        </section>
        <section className="section" aria-labelledby="lie">
          <h2 id="lie">What could still lie</h2>
          <ul className="plain-list">
            <li>
              The scheduler, by leaving a message out before it gave it a nonce, or by withholding the latest
              ones.
            </li>
            <li>The process itself: its code is run as it is, not judged.</li>
            <li>
              We, by a mistake. The evidence names each check, so that each can be done again elsewhere.
            </li>
          </ul>
        </section>
      </div>
    </>
  );
}

function ExampleRow({ example }: { readonly example: Example }) {
  const { title, description, processId, wallet, networkId: net } = example;
  return (
    <li className="example">
      {wallet === null ? (
        <Link {...processLink({ processId, net })} className="example-title">
          {title}
        </Link>
      ) : (
        <Link {...balanceLink({ processId, wallet, net })} className="example-title">
          {title}
        </Link>
      )}
      <p className="example-text">{description}</p>
      <p className="example-id">
        <Id id={processId} />
      </p>
      <span className="example-does" aria-hidden="true">
        {wallet === null ? 'Schedule' : 'Balance'}
      </span>
    </li>
  );
}
