import { liesOfCheckpoints } from './lies/ofCheckpoints.ts';
import { liesOfComputeUnits } from './lies/ofComputeUnits.ts';
import { liesOfGateways } from './lies/ofGateways.ts';
import { liesOfPages } from './lies/ofPages.ts';
import { liesOfSchedules } from './lies/ofSchedules.ts';

export { type Lie, type LieExpectation, type LieSubject, lieNonce, memoryNonce } from './lies/lie.ts';

/** Everything that the demo network can be told to say wrongly, one thing at a time. */
export const lies = [
  ...liesOfSchedules,
  ...liesOfPages,
  ...liesOfGateways,
  ...liesOfComputeUnits,
  ...liesOfCheckpoints,
] as const;

export type LieName = (typeof lies)[number]['name'];
