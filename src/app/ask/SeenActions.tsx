import { useQuery } from '@tanstack/react-query';
import { useApp } from '../AppContext.tsx';
import { useChosenNetwork, useNetwork } from '../networks.ts';
import { useProfile } from '../profile.ts';
import { processQuery, suggestionsQuery } from '../queries.ts';

interface SeenActionsProps {
  /** Of the list, for its field. */
  readonly id: string;
  readonly processId: string;
}

/** A browser lists suggestions as plain text: what could pass for something else there is left out. */
const plain = /^[\x21-\x7e]+$/;

/** Actions of the newest messages that are kept here, as suggestions to a field. Nothing is fetched for them. */
export function SeenActions({ id, processId }: SeenActionsProps) {
  const { engine } = useApp();
  const choice = useNetwork();
  const chosen = useChosenNetwork();
  const profile = useProfile();
  const { network } = choice.kind === 'known' ? choice : chosen;
  const place = { network, processId, profile };
  const { data: process } = useQuery({ ...processQuery(engine, place), enabled: false });
  const { data } = useQuery(suggestionsQuery(engine, place, process?.latestNonce ?? undefined));
  return (
    <datalist id={id}>
      {data?.actions
        .filter(({ text }) => plain.test(text))
        .map(({ text }) => (
          <option key={text} value={text} />
        ))}
    </datalist>
  );
}
