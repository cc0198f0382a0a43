import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import type { FindTerm, SeenText } from '../../../engine/api.ts';
import { useApp } from '../../AppContext.tsx';
import { ForeignText } from '../../components/foreign/ForeignText.tsx';
import { Id } from '../../components/values/Id.tsx';
import { formatCount } from '../../format.ts';
import type { LinkedNetwork } from '../../networks.ts';
import { useProfile } from '../../profile.ts';
import { suggestionsQuery } from '../../queries.ts';
import { processLink } from '../../url.ts';
import { writeFindTerm } from './findText.ts';

interface FindHelpProps {
  readonly processId: string;
  readonly linked: LinkedNetwork;
  readonly latestNonce: number;
}

/** What can be looked for, and what there is of it in the newest messages. */
export function FindHelp(place: FindHelpProps) {
  const [open, setOpen] = useState(false);
  return (
    <details className="find-help" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>What can be looked for</summary>
      <div className="stack">
        {open ? <Seen {...place} /> : null}
        <dl className="find-words">
          <Word word="action:Transfer">its action; a word by itself is one</Word>
          <Word word="Recipient=…">any tag with its value, tag:Recipient whatever its value</Word>
          <Word word="from:… signer:…">in whose name it came, whose key signed it</Word>
          <Word word="target:… id:…">its target; an id wherever it stands, also by itself</Word>
          <Word word="is:error">its result is an error</Word>
          <Word word="sent:…">its result sends a message to that process or wallet</Word>
        </dl>
        <p className="quiet">
          Several words have to hold together. Capitals count, and text with spaces stands in quotes:
          Name="two words". Results are those of this browser’s own evaluation.
        </p>
      </div>
    </details>
  );
}

function Word({ word, children }: { readonly word: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>
        <code>{word}</code>
      </dt>
      <dd>{children}</dd>
    </div>
  );
}

function Seen({ processId, linked, latestNonce }: FindHelpProps) {
  const { engine } = useApp();
  const place = { network: linked.network, processId, profile: useProfile() };
  const { data } = useQuery(suggestionsQuery(engine, place, latestNonce));
  if (data === undefined) return <p className="quiet">Looking at the newest messages…</p>;
  if (data.lookedAt === 0) return <p className="quiet">None of its schedule is kept here yet.</p>;
  return (
    <>
      <p className="quiet">In the newest {formatCount(data.lookedAt)} messages that are kept here:</p>
      <ul className="find-seen">
        <li>
          <FindLink term={{ kind: 'error' }} processId={processId} net={linked.net}>
            Errors
          </FindLink>
        </li>
        {data.actions.map((seen) => (
          <SeenTerm
            key={seen.text}
            seen={seen}
            term={{ kind: 'action', value: seen.text }}
            processId={processId}
            net={linked.net}
          >
            <ForeignText text={seen.text} />
          </SeenTerm>
        ))}
        {data.senders.map((seen) => (
          <SeenTerm
            key={seen.text}
            seen={seen}
            term={{ kind: 'from', value: seen.text }}
            processId={processId}
            net={linked.net}
          >
            from <Id id={seen.text} />
          </SeenTerm>
        ))}
      </ul>
    </>
  );
}

interface FindLinkProps {
  readonly term: FindTerm;
  readonly processId: string;
  readonly net: string;
  readonly children: ReactNode;
}

function SeenTerm({ seen, children, ...link }: FindLinkProps & { readonly seen: SeenText }) {
  return (
    <li>
      <FindLink {...link}>{children}</FindLink>{' '}
      <span className="quiet number">{formatCount(seen.count)}</span>
    </li>
  );
}

function FindLink({ term, processId, net, children }: FindLinkProps) {
  return (
    <Link
      {...processLink({ processId, net, find: writeFindTerm(term) })}
      activeProps={{}}
      resetScroll={false}
      preload={false}
    >
      {children}
    </Link>
  );
}
