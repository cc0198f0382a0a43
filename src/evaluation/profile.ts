/**
 * Everything about the host that a module can see and that is not part of its inputs (legacynet.md §5.3, §5.5).
 * It is data, because two honest compute units that differ here may compute different states.
 */
export interface EvaluationProfile {
  /** In order, `NAME=VALUE`. Their lengths shift the module's heap, and with it Lua's `pairs()` order. */
  readonly environmentStrings: readonly string[];
  /** First value of the tick counter that stands in for `Date.now` (legacynet.md §5.3). */
  readonly firstClockTick: number;
  readonly timeZone: 'UTC';
}

/** The reference CU in its official Docker image (legacynet.md §5.5). */
export const dockerProfile: EvaluationProfile = {
  environmentStrings: [
    'USER=web_user',
    'LOGNAME=web_user',
    'PATH=/',
    'PWD=/',
    'HOME=/home/web_user',
    'LANG=C.UTF-8',
    '_=/usr/app/src/effects/worker/evaluator/index.js',
  ],
  firstClockTick: 10_000,
  timeZone: 'UTC',
};

/** The profile with the environment string `name` replaced, or appended where it is absent. */
export function withEnvironmentString(
  profile: EvaluationProfile,
  name: string,
  value: string,
): EvaluationProfile {
  const entry = `${name}=${value}`;
  const known = profile.environmentStrings.some((text) => text.startsWith(`${name}=`));
  return {
    ...profile,
    environmentStrings: known
      ? profile.environmentStrings.map((text) => (text.startsWith(`${name}=`) ? entry : text))
      : [...profile.environmentStrings, entry],
  };
}
