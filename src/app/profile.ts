import { useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { dockerProfile, type EvaluationProfile, withEnvironmentString } from '../engine/api.ts';
import { useSettings } from './AppContext.tsx';
import type { Settings } from './settings/settingsStore.ts';

/** The profile that a link's `profile` stands for: the value of the environment string `_`. Undefined: the usual one. */
export function profileOf(programPath: string | undefined): EvaluationProfile | undefined {
  if (!programPath) return undefined;
  const profile = withEnvironmentString(dockerProfile, '_', programPath);
  return JSON.stringify(profile) === JSON.stringify(dockerProfile) ? undefined : profile;
}

/** The value of the environment string `_` in a profile: how links name it. */
export function programPathIn({ environmentStrings }: EvaluationProfile): string {
  return environmentStrings.find((text) => text.startsWith('_='))?.slice(2) ?? '';
}

/** What a link's `profile` has to be to mean this one; undefined where no link can name it, as other software's may be. */
export function linkedProfile(profile: EvaluationProfile): string | undefined {
  const programPath = programPathIn(profile);
  const meant = profileOf(programPath) ?? dockerProfile;
  return JSON.stringify(meant) === JSON.stringify(profile) ? programPath : undefined;
}

/** What the page in view is evaluated with: as its link says, else as chosen in Settings. */
export function useProgramPath(): string | undefined {
  const search: { readonly profile?: string | undefined } = useSearch({ strict: false });
  return programPathOf(search.profile, useSettings());
}

/** As `useProgramPath`, where nothing is rendered. */
export function programPathOf(
  linked: string | undefined,
  { programPath }: Pick<Settings, 'programPath'>,
): string | undefined {
  return linked ?? (programPath === '' ? undefined : programPath);
}

export function useProfile(): EvaluationProfile | undefined {
  const programPath = useProgramPath();
  return useMemo(() => profileOf(programPath), [programPath]);
}
