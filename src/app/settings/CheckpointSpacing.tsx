import { useMutation, useQueryClient } from '@tanstack/react-query';
import { reportError, type StorageRules } from '../../engine/api.ts';
import { useApp } from '../AppContext.tsx';
import { ErrorPanel } from '../components/errors/ErrorPanel.tsx';
import { RadioGroup } from './RadioGroup.tsx';

const bounds = [
  { value: '500', label: 'Half a second' },
  { value: '2000', label: '2 seconds' },
  { value: '10000', label: '10 seconds' },
] as const;

/** How much space past states may take, said as how soon they are back. */
export function CheckpointSpacing({ rules }: { readonly rules: StorageRules }) {
  const { engine } = useApp();
  const queries = useQueryClient();
  const change = useMutation({
    mutationFn: (reachWithinMs: number) => engine.changeStorageRules({ reachWithinMs }),
    networkMode: 'always',
    onSuccess: () => queries.invalidateQueries({ queryKey: ['storage'] }),
  });
  return (
    <div>
      <RadioGroup<string>
        legend="Any past message can be reached again within"
        options={bounds}
        value={String(rules.reachWithinMs)}
        onChange={(chosen) => change.mutate(Number(chosen))}
      />
      <p className="quiet">
        Sooner takes more space. In very long processes the distant past takes longer to reach.
      </p>
      {change.error === null ? null : <ErrorPanel error={reportError(change.error)} />}
    </div>
  );
}
