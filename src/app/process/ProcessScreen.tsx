import { useQuery } from '@tanstack/react-query';
import { Link, useParams, useSearch } from '@tanstack/react-router';
import { type ProcessView, reportError } from '../../engine/api.ts';
import { useApp } from '../AppContext.tsx';
import { Awaited } from '../components/Awaited.tsx';
import { ErrorPanel } from '../components/errors/ErrorPanel.tsx';
import { EvidenceLedger } from '../components/evidence/EvidenceLedger.tsx';
import { ValueEvidence } from '../components/evidence/ValueEvidence.tsx';
import { ForeignName } from '../components/foreign/ForeignName.tsx';
import { ForeignText } from '../components/foreign/ForeignText.tsx';
import { TagsTable } from '../components/foreign/TagsTable.tsx';
import { OtherNetworks } from '../components/OtherNetworks.tsx';
import { type LinkedNetwork, useNetwork } from '../networks.ts';
import { useProfile } from '../profile.ts';
import { keptProcessQuery, processQuery } from '../queries.ts';
import { type ProcessTab, processTabs } from '../search.ts';
import { PageTitle } from '../shell/PageTitle.tsx';
import { askLink, balanceLink, compareLink, processLink } from '../url.ts';
import { useLate } from '../useLate.ts';
import { ProcessReceipts } from '../verify/ProcessReceipts.tsx';
import { Code } from './Code.tsx';
import { Evaluation } from './Evaluation.tsx';
import { ProcessFacts } from './ProcessFacts.tsx';
import { Schedule } from './Schedule.tsx';
import './Process.css';

/** A server that is near answers sooner: what is kept is not shown only to be replaced. */
const quickMs = 1_000;

export function ProcessScreen(): React.ReactNode {
  const { processId } = useParams({ from: '/process/$processId' });
  const choice = useNetwork();
  return (
    <>
      {choice.kind === 'wrong' ? (
        <>
          <PageTitle title="Process" />
          <h1>Process</h1>
          <ErrorPanel error={choice.error} />
        </>
      ) : (
        <KnownNetworkProcess key={`${processId} ${choice.net}`} processId={processId} linked={choice} />
      )}
    </>
  );
}

function KnownNetworkProcess({
  processId,
  linked,
}: {
  readonly processId: string;
  readonly linked: LinkedNetwork;
}) {
  const { engine } = useApp();
  const profile = useProfile();
  const place = { network: linked.network, processId, profile };
  const { data, error, refetch } = useQuery(processQuery(engine, place));
  const isSlow = useLate(data === undefined && error === null, quickMs);
  const { data: kept } = useQuery({ ...keptProcessQuery(engine, place), enabled: isSlow });
  const isAsking = data === undefined && isSlow;
  const process = data ?? (isSlow ? kept : undefined) ?? null;
  if (process !== null) return <ProcessBody process={process} isAsking={isAsking} linked={linked} />;
  return (
    <>
      <PageTitle title="Process" />
      <h1>Process</h1>
      {error === null ? (
        <Awaited className="process-coming" networkName={linked.network.name}>
          Reading the process and checking its signature…
        </Awaited>
      ) : (
        <ErrorPanel error={reportError(error)} onRetry={() => void refetch()}>
          <OtherNetworks error={reportError(error)} link={(net) => processLink({ processId, net })} />
        </ErrorPanel>
      )}
    </>
  );
}

interface ProcessBodyProps {
  readonly process: ProcessView;
  /** Only what is kept is known yet: its scheduler unit has not answered. */
  readonly isAsking: boolean;
  readonly linked: LinkedNetwork;
}

function ProcessBody({ process, isAsking, linked }: ProcessBodyProps) {
  const { tab = 'schedule', nonce, wallet, find } = useSearch({ from: '/process/$processId' });
  const { processId } = process;
  const { net } = linked;
  const name = process.name ?? 'Process';
  const lastNonce = process.latestNonce ?? process.evaluatedNonce;
  return (
    <>
      <PageTitle title={titleOf(tab, find, name)} />
      <div className="process-head">
        <p className="overline">Process</p>
        <h1>{process.name === null ? 'Unnamed process' : <ForeignName name={process.name} />}</h1>
        <ProcessFacts process={process} isAsking={isAsking} />
      </div>
      {process.support.kind === 'cannot-run' ? (
        <div className="note" role="note" data-support="cannot-run">
          <strong>This process cannot be evaluated here.</strong>{' '}
          <ForeignText text={process.support.reason} /> Its schedule can be read, and its signatures are
          checked.
        </div>
      ) : (
        <Evaluation process={process} network={linked.network} net={net}>
          <Link {...balanceLink({ processId, net })} className="button">
            Balance in this process
          </Link>
          <Link {...askLink({ processId, net, as: process.owner })} className="button">
            Dry-run
          </Link>
          {lastNonce === null ? null : (
            <Link {...compareLink({ processId, net, nonce: lastNonce })} className="button">
              Compute units
            </Link>
          )}
        </Evaluation>
      )}
      <nav className="sections" aria-label="Process">
        {processTabs.map((each) => (
          <TabLink key={each} tab={each} current={tab} processId={processId} net={net} />
        ))}
      </nav>
      {tab === 'schedule' ? <Schedule process={process} linked={linked} /> : null}
      {tab === 'code' ? <Code process={process} linked={linked} /> : null}
      {tab === 'tags' ? <ProcessTags process={process} /> : null}
      {tab === 'evidence' ? <EvidenceLedger facts={process.facts} /> : null}
      {tab === 'receipts' ? (
        <ProcessReceipts
          process={process}
          linked={linked}
          nonce={typeof nonce === 'number' ? nonce : undefined}
          wallet={wallet}
        />
      ) : null}
    </>
  );
}

function titleOf(tab: ProcessTab, find: string | undefined, name: string): string {
  if (tab !== 'schedule') return `${tabTitles[tab]}, ${name}`;
  return find ? `Find ${find}, ${name}` : name;
}

const tabTitles: Readonly<Record<ProcessTab, string>> = {
  schedule: 'Schedule',
  code: 'Code',
  tags: 'Tags',
  evidence: 'Evidence',
  receipts: 'Receipts',
};

function TabLink(props: {
  readonly tab: ProcessTab;
  readonly current: ProcessTab;
  readonly processId: string;
  readonly net: string;
}) {
  const { tab, processId, net } = props;
  return (
    <Link
      {...processLink({ processId, net, tab })}
      activeProps={{}}
      aria-current={tab === props.current ? 'page' : undefined}
      resetScroll={false}
    >
      {tabTitles[tab]}
    </Link>
  );
}

function ProcessTags({ process }: { readonly process: ProcessView }) {
  return (
    <div className="stack">
      <div className="row">
        <h2>Of the process</h2>
        <ValueEvidence what="the process’s tags" facts={process.facts} names={['process-signature']} />
      </div>
      <TagsTable tags={process.tags} caption="Tags" />
      <div className="row">
        <h2>Of its module</h2>
        <ValueEvidence what="the module’s tags" facts={process.facts} names={['module-bytes']} />
      </div>
      <TagsTable tags={process.moduleTags} caption="Module tags" />
    </div>
  );
}
