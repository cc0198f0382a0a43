import { useApp, useSettings } from '../AppContext.tsx';
import { RadioGroup } from './RadioGroup.tsx';

const themes = [
  { value: 'system', label: 'System' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
] as const;

export function AppearanceSettings() {
  const { settings } = useApp();
  const { theme } = useSettings();
  return (
    <section className="section" aria-labelledby="appearance">
      <h2 id="appearance">Appearance</h2>
      <RadioGroup
        legend="Theme"
        options={themes}
        value={theme}
        onChange={(chosen) => settings.change({ theme: chosen })}
      />
    </section>
  );
}
