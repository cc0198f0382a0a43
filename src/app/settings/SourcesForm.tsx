import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { type ErrorReport, encodeNetworkLink, type Network, reportError } from '../../engine/api.ts';
import { useApp, useSettings } from '../AppContext.tsx';
import { ErrorPanel } from '../components/errors/ErrorPanel.tsx';
import { CopyButton } from '../components/values/CopyButton.tsx';
import type { LinkedNetwork } from '../networks.ts';
import { absoluteUrl } from '../url.ts';
import { SourceChecks } from './SourceChecks.tsx';
import { draftOf, type NetworkDraft, networkOf, type SourceField, sourceLists } from './sourceLists.ts';

/** The servers of one network. A preset that is changed is saved as a network of one's own. */
export function SourcesForm({ chosen }: { readonly chosen: LinkedNetwork }) {
  const { engine, settings, networks: presets } = useApp();
  const { customNetworks } = useSettings();
  const [draft, setDraft] = useState<NetworkDraft>(() => draftOf(chosen.network));
  const [problem, setProblem] = useState<ErrorReport | null>(null);
  const checks = useMutation({
    mutationFn: (network: Network) => engine.checkNetwork(network),
    networkMode: 'always',
  });
  const isPreset = presets.some(({ id }) => id === chosen.network.id);
  const { id } = chosen.network;

  const withNetwork = (act: (network: Network) => void) => {
    try {
      act(networkOf(draft, id));
      setProblem(null);
    } catch (error) {
      setProblem(reportError(error));
    }
  };
  const save = (event: FormEvent) => {
    event.preventDefault();
    withNetwork((network) => {
      const saved = isPreset ? asCustom(network, presets, customNetworks) : network;
      settings.change({
        networkId: saved.id,
        customNetworks: [...customNetworks.filter((other) => other.id !== saved.id), saved],
      });
    });
  };
  const remove = () =>
    settings.change({ networkId: 'demo', customNetworks: customNetworks.filter((other) => other.id !== id) });

  const wrongField = problem?.code === 'invalid-network' ? String(problem.details['field'] ?? '') : '';
  return (
    <form className="sources" aria-label="Sources" onSubmit={save} noValidate>
      <NameField value={draft.name} onChange={(name) => setDraft({ ...draft, name })} />
      {sourceLists.map(({ field, label, hint }) => (
        <SourceList
          key={field}
          label={label}
          hint={hint}
          value={draft[field]}
          problem={wrongField.startsWith(field) ? (problem?.message ?? null) : null}
          onChange={(text) => setDraft({ ...draft, [field]: text } satisfies Record<SourceField, string>)}
        />
      ))}
      <div className="row sources-actions">
        <button
          type="button"
          className="button"
          onClick={() => withNetwork((network) => checks.mutate(network))}
        >
          {checks.isPending ? 'Checking…' : 'Check sources'}
        </button>
        <button type="submit" className="button button-main">
          Save
        </button>
        {isPreset ? null : (
          <button type="button" className="button" onClick={remove}>
            Remove
          </button>
        )}
        <CopyButton
          label="Copy network link"
          text={() =>
            absoluteUrl(
              location.href,
              `/?net=${encodeURIComponent(encodeNetworkLink(chosen.network, presets))}`,
            )
          }
        />
      </div>
      {problem !== null && !sourceLists.some(({ field }) => wrongField.startsWith(field)) ? (
        <p className="field-problem sources-wide" role="alert">
          {problem.message}
        </p>
      ) : null}
      {checks.error === null ? null : <ErrorPanel error={reportError(checks.error)} />}
      {checks.data === undefined ? null : <SourceChecks checks={checks.data} />}
    </form>
  );
}

function asCustom(network: Network, presets: readonly Network[], custom: readonly Network[]): Network {
  const preset = presets.find(({ name }) => name === network.name);
  const number = custom.length + 1;
  return {
    ...network,
    id: `custom-${Date.now().toString(36)}`,
    name: preset === undefined ? network.name : `${network.name}, changed${number === 1 ? '' : ` ${number}`}`,
  };
}

function NameField({
  value,
  onChange,
}: {
  readonly value: string;
  readonly onChange: (value: string) => void;
}) {
  const id = useId();
  return (
    <div className="field sources-wide sources-name">
      <label htmlFor={id}>Name</label>
      <input
        id={id}
        className="input"
        value={value}
        maxLength={60}
        onChange={(event) => onChange(event.target.value)}
      />
    </div>
  );
}

function SourceList(props: {
  readonly label: string;
  readonly hint: string;
  readonly value: string;
  readonly problem: string | null;
  readonly onChange: (text: string) => void;
}) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{props.label}</label>
      <textarea
        id={id}
        className="input input-id"
        rows={3}
        spellCheck={false}
        value={props.value}
        aria-invalid={props.problem !== null}
        aria-describedby={`${id}-hint`}
        onChange={(event) => props.onChange(event.target.value)}
      />
      <p id={`${id}-hint`} className={props.problem === null ? 'field-hint' : 'field-problem'}>
        {props.problem ?? props.hint}
      </p>
    </div>
  );
}
