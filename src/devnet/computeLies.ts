import { delay } from '../base/abort.ts';
import type { ArchivedToken } from './archiveIndex.ts';
import { createComputeUnit } from './computeUnit.ts';
import type { Distortion } from './distortion.ts';
import { type LieName, lieNonce } from './lies.ts';
import { jsonResponse, type Unit } from './unit.ts';

const oneToken = 10n ** 12n;
const lateMs = 3_000;

/** How compute units lie about the balances of a token. */
export const computeLies = {
  'wrong-balance': overToken((token) => ({
    ...token,
    changes: token.changes.map((change) =>
      change.nonce < lieNonce ? change : { ...change, balance: String(BigInt(change.balance) + oneToken) },
    ),
  })),
  behind: overToken((token) => ({
    ...token,
    changes: token.changes.filter(({ nonce }) => nonce <= lieNonce),
  })),
  'empty-result': onDryRuns(() =>
    Promise.resolve(jsonResponse({ Messages: [], Assignments: [], Spawns: [], Output: '' })),
  ),
  late: onDryRuns(async (honest, request, url) => {
    await delay(lateMs, { signal: request.signal });
    return honest(request, url);
  }),
} as const satisfies Partial<Record<LieName, Distortion>>;

function overToken(change: (token: ArchivedToken) => ArchivedToken): Distortion {
  return ({ archive }) => {
    const index = { ...archive.index, tokens: archive.index.tokens.map(change) };
    return { 'compute-unit': createComputeUnit({ ...archive, index }) };
  };
}

function onDryRuns(answer: (honest: Unit, request: Request, url: URL) => Promise<Response>): Distortion {
  return ({ archive }) => {
    const honest = createComputeUnit(archive);
    return {
      'compute-unit': (request, url) =>
        url.pathname === '/dry-run' ? answer(honest, request, url) : honest(request, url),
    };
  };
}
