// @ts-check

/**
 * The last line of a replay, and the exit code.
 * @param {string} processId
 * @param {import('../../src/engine/api.ts').JobSnapshot} snapshot
 * @returns {{ readonly line: string, readonly code: 0 | 1 | 2, readonly problems: readonly string[] }} problems are sentences
 */
export function reportOf(processId, { state, answer, error, facts, claims, progress }) {
  const failing = facts.filter(({ status }) => status === 'fails');
  const done = state === 'done' && answer?.kind === 'replay' ? answer : null;
  const line = JSON.stringify({
    report: {
      processId,
      nonce: done === null ? progress.nonce : done.nonce,
      evidence: done !== null && failing.length === 0 ? done.level : null,
      facts,
      dryRun: done?.dryRun ?? null,
      claims,
      metrics: done?.metrics ?? {},
      ...(error === null ? {} : { error }),
    },
  });
  const problems = failing.map(({ name, reason }) => `${name} fails: ${reason}`);
  if (failing.length > 0) return { line, code: 2, problems };
  if (done !== null) return { line, code: 0, problems };
  return { line, code: 1, problems: [error?.message ?? `The replay ended as "${state}".`] };
}
