import { useId } from 'react';
import { type LinkedNetwork, useKnownNetworks } from '../networks.ts';

interface NetworkSelectProps {
  readonly value: LinkedNetwork;
  readonly onChange: (network: LinkedNetwork) => void;
}

/** Known networks, and the one that a link brought along where it is none of them. */
export function NetworkSelect({ value, onChange }: NetworkSelectProps) {
  const id = useId();
  const known = useKnownNetworks();
  const options = known.some(({ net }) => net === value.net) ? known : [value, ...known];
  return (
    <div className="field">
      <label htmlFor={id}>Network</label>
      <select
        id={id}
        className="input"
        // Where there is no room for all of it.
        title={value.network.name}
        value={value.net}
        onChange={(event) => {
          const chosen = options.find(({ net }) => net === event.target.value);
          if (chosen !== undefined) onChange(chosen);
        }}
      >
        {options.map(({ net, network }) => (
          <option key={net} value={net}>
            {network.name}
          </option>
        ))}
      </select>
    </div>
  );
}
