import { encodeUtf8 } from '../../base/bytes.ts';
import { nextHashChain, seedHashChain } from '../../protocol/hashChain.ts';
import type { AssignmentId, ProcessId } from '../../protocol/ids.ts';
import { decodeProcessJson } from '../../protocol/scheduleJson.ts';
import { createScheduleVerifier, type ScheduleVerifierOptions } from '../schedule.ts';
import { decode, process } from './realSchedule.ts';
import { type ToldNode, tellItem } from './schedulerText.ts';
import { signAssignment, signItem, signSchedule, testKey } from './signing.ts';

/** By default for the real process. */
export const verifier = (options: Partial<ScheduleVerifierOptions> = {}) =>
  createScheduleVerifier({ process, source: 'vectors', ...options });

export const verify = (nodes: readonly ToldNode[], options: Partial<ScheduleVerifierOptions> = {}) =>
  verifier(options).verify(decode(nodes));

/** Schedules with our own keys, for what the real one does not have. */
export const scheduler = testKey(1);
export const user = testKey(2);

export const texts = (...data: readonly string[]) => data.map((text) => ({ data: encodeUtf8(text) }));

export const ownProcess = (
  schedule: { processId: ProcessId; nodes: readonly ToldNode[] },
  block = '1500000',
) => {
  const { id: process_id, ...item } = schedule.nodes[0]?.message ?? {};
  return decodeProcessJson({ ...item, process_id, block, timestamp: 1_700_000_000_000 });
};

/** The process, then one entry a place, each with everything in order but what its place says. */
export async function chainOf(places: readonly Partial<Parameters<typeof signAssignment>[1]>[]) {
  const base = await signSchedule({ scheduler, user, messages: [] });
  const message = await signItem(user, { target: base.processId, data: encodeUtf8('x') });
  const toldMessage = tellItem(message, 'message');
  const nodes: ToldNode[] = [...base.nodes];
  let previous = base.assignments[0];
  let hashChain = seedHashChain(base.processId);
  for (const [index, place] of places.entries()) {
    if (previous === undefined) throw new Error('the schedule is empty');
    const previousId = tellItem(previous, 'assignment').id as AssignmentId;
    hashChain = place.hashChain ?? nextHashChain(previousId, hashChain);
    previous = await signAssignment(scheduler, {
      processId: base.processId,
      nonce: index + 1,
      messageId: toldMessage.id,
      ...place,
      hashChain,
    });
    nodes.push({ message: toldMessage, assignment: tellItem(previous, 'assignment', { showAnchor: true }) });
  }
  return { nodes, own: ownProcess(base) };
}
