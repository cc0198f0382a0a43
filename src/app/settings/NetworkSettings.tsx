import { useApp } from '../AppContext.tsx';
import { useChosenNetwork, useKnownNetworks } from '../networks.ts';
import { RadioGroup } from './RadioGroup.tsx';
import { SourcesForm } from './SourcesForm.tsx';

/** Which network, and which servers it means. */
export function NetworkSettings() {
  const { settings } = useApp();
  const known = useKnownNetworks();
  const chosen = useChosenNetwork();
  return (
    <section className="section" aria-labelledby="network">
      <h2 id="network">Network</h2>
      <p className="prose">
        Every server here is asked, and none is believed: what it answers is checked. Links carry their
        network, so that whoever opens one sees what you saw.
      </p>
      <RadioGroup
        legend="Network in use"
        options={known.map(({ network }) => ({ value: network.id, label: network.name }))}
        value={chosen.network.id}
        onChange={(networkId) => settings.change({ networkId })}
      />
      <SourcesForm key={chosen.net} chosen={chosen} />
    </section>
  );
}
