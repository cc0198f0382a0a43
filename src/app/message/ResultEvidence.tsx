import { KeptEvidence } from '../components/evidence/KeptEvidence.tsx';
import { useJob } from '../jobs/useJob.ts';
import { useProfile } from '../profile.ts';
import { type MessagePlace, useRequestThrough } from './useRequestThrough.ts';

/** Why a result may be believed: as it is kept, or else as it was found when this page evaluated it. */
export function ResultEvidence(place: MessagePlace) {
  const profile = useProfile();
  const { snapshot } = useJob(useRequestThrough(place));
  const { processId, nonce } = place;
  const found = snapshot?.state === 'done' ? snapshot.facts : [];
  return (
    <KeptEvidence processId={processId} profile={profile} what="this result" nonce={nonce} found={found} />
  );
}
