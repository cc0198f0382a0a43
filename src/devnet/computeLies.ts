import { delay } from '../base/abort.ts';
import { findTag } from '../protocol/tags.ts';
import type { ArchivedToken } from './archiveIndex.ts';
import { bottomlessJson, endlessResponse, untilAborted } from './badBodies.ts';
import { createComputeUnit } from './computeUnit.ts';
import type { Distortion } from './distortion.ts';
import { type LieName, lieNonce } from './lies.ts';
import { jsonResponse, textResponse, type Unit } from './unit.ts';

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
  'another-result': (context) => {
    const { archive, processId } = context;
    const honest = createComputeUnit(archive);
    const other = [...archive.schedules].find(([id]) => id !== processId)?.[1].at(-1);
    const path = `/result/${other?.message.id ?? ''}?process-id=${findTag(other?.assignment.tags ?? [], 'Process') ?? ''}`;
    return {
      'compute-unit': (request, url) =>
        honest(request, url.pathname === '/dry-run' ? new URL(path, url) : url),
    };
  },
  'changed-memory': ({ archive }) => {
    const changed = archive.checkpoints.lies['changed-checkpoint'];
    const honest = changed === undefined ? [] : [changed];
    return { 'compute-unit': createComputeUnit({ ...archive, checkpoints: { honest, lies: {} } }) };
  },
  'endless-memory': ({ archive }) => {
    const honest = createComputeUnit(archive);
    const endless = () => Promise.resolve(endlessResponse('application/octet-stream'));
    return {
      'compute-unit': (request, url) =>
        url.pathname.startsWith('/state/') ? endless() : honest(request, url),
    };
  },
  'endless-answer': onDryRuns(() => Promise.resolve(endlessResponse('application/json'))),
  'deep-answer': onDryRuns(async (honest, request, url) => {
    const text = await (await honest(request, url)).text();
    return textResponse(text.replace('"data":""', `"data":${bottomlessJson()}`), 'application/json');
  }),
  'no-claim': onDryRuns((_, request) => untilAborted(request.signal)),
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
