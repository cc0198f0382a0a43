import { PageTitle } from '../shell/PageTitle.tsx';
import { AppearanceSettings } from './AppearanceSettings.tsx';
import { EvaluationSettings } from './EvaluationSettings.tsx';
import { NetworkSettings } from './NetworkSettings.tsx';
import { OfflineSettings } from './OfflineSettings.tsx';
import { StorageSettings } from './StorageSettings.tsx';
import './Settings.css';

export function SettingsScreen(): React.ReactNode {
  return (
    <>
      <PageTitle title="Settings" />
      <h1>Settings</h1>
      <NetworkSettings />
      <EvaluationSettings />
      <AppearanceSettings />
      <StorageSettings />
      <OfflineSettings />
    </>
  );
}
