import { useNavigate, useRouterState } from '@tanstack/react-router';
import { useApp } from '../AppContext.tsx';
import { NetworkSelect } from '../components/NetworkSelect.tsx';
import { Id } from '../components/values/Id.tsx';
import { type LinkedNetwork, useChosenNetwork, useKnownNetworks, useNetwork } from '../networks.ts';
import type { Pasted } from '../pasted.ts';
import { usePasteField } from '../shell/usePasteField.ts';
import { homeLink } from '../url.ts';

/** The one input of the first screen. Under it stands how its text is understood, before anything is opened. */
export function OpenForm() {
  const { settings } = useApp();
  const choice = useNetwork();
  const chosen = useChosenNetwork();
  const known = useKnownNetworks();
  const network = choice.kind === 'known' ? choice : chosen;
  const navigate = useNavigate();
  // The next screen's code may be long in coming: until then what was pasted stays, and so does this page.
  const isOpening = useRouterState({ select: ({ isLoading }) => isLoading });
  const { pasted, problem, open, input } = usePasteField();
  const chooseNetwork = (picked: LinkedNetwork) => {
    // What is known here is remembered; what only the link knows stays in the link.
    if (known.some(({ net }) => net === picked.net)) settings.change({ networkId: picked.network.id });
    void navigate({ ...homeLink(), search: { net: picked.net }, replace: true });
  };
  return (
    <form
      className="open-form"
      onSubmit={(event) => {
        event.preventDefault();
        open(network.net);
      }}
    >
      <div className="field open-input">
        <label htmlFor={input.id}>Process, and a wallet if you like</label>
        <input {...input} className="input input-id" placeholder="Paste an id, a link, or ar://…" />
      </div>
      <NetworkSelect value={network} onChange={chooseNetwork} />
      <button type="submit" className="button button-main open-button" aria-busy={isOpening}>
        Open
      </button>
      <p
        id={input['aria-describedby']}
        className={problem === null ? 'open-understood' : 'open-understood field-problem'}
        role="status"
      >
        {problem ?? (
          <>
            <Understood pasted={pasted} />
            <NotHere pasted={pasted} network={network} />
          </>
        )}
      </p>
    </form>
  );
}

function Understood({ pasted }: { readonly pasted: Pasted }) {
  switch (pasted.kind) {
    case 'nothing':
      return 'The id of an AO process, or a link with one in it; with a wallet after it, the balance.';
    case 'process':
      return (
        <>
          Opens process <Id id={pasted.processId} />
        </>
      );
    case 'balance':
      return (
        <>
          Opens the balance of <Id id={pasted.wallet} /> in process <Id id={pasted.processId} />
        </>
      );
    case 'message':
      return (
        <>
          Opens message {pasted.nonce} of process <Id id={pasted.processId} />
        </>
      );
    case 'dry-run':
      return (
        <>
          Opens a dry-run in process <Id id={pasted.processId} />, and asks it
        </>
      );
    case 'comparison':
      return (
        <>
          Opens a comparison of compute units about process <Id id={pasted.processId} />
        </>
      );
    case 'receipt':
      return 'Opens a receipt, and evaluates again what it says.';
    case 'message-id':
      return 'A message’s id. Paste its process’s id, and find the message in its schedule.';
    case 'unreadable':
      return pasted.reason;
  }
}

/** The demo network, which is chosen at first, has its examples and no more: who brings an id from elsewhere has to choose another. */
function NotHere({ pasted, network }: { readonly pasted: Pasted; readonly network: LinkedNetwork }) {
  const { examples } = useApp();
  if (!('processId' in pasted) || pasted.net !== null) return null;
  const here = examples.filter(({ networkId }) => networkId === network.network.id);
  if (here.length === 0 || here.some(({ processId }) => processId === pasted.processId)) return null;
  return <>. The {network.network.name} has its examples only: choose the network of this one.</>;
}
