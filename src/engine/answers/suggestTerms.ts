import type { EvaluationProfile } from '../../evaluation/profile.ts';
import { addressFrom } from '../../protocol/address.ts';
import { decodeItemId, type ProcessId } from '../../protocol/ids.ts';
import { decodeScheduledMessage } from '../../protocol/scheduleJson.ts';
import { findTag } from '../../protocol/tags.ts';
import { senderOf } from '../../protocol/wasmMessage.ts';
import type { FindSuggestions, SeenText, SuggestRequest } from '../api.ts';
import { loadProcess } from '../process/findProcess.ts';
import { keptBefore } from '../process/keptSchedule.ts';
import { lineIdOf } from '../process/prepareProcess.ts';
import type { SparingStore } from '../store/sparingStore.ts';
import { readEvaluatedThrough } from './knownResults.ts';

/** What is frequent in a schedule is frequent in some hundred messages. */
const mostLookedAt = 1000;
const mostTexts = 8;
/** Of a schedule whose newest part is not kept, this many are passed over. */
const mostStretches = 100;
/** Longer ones are not suggested. */
const mostCharacters = 64;

/**
 * Actions and senders of the newest messages that are kept below a nonce, the most frequent first.
 * @throws ProtocolError `invalid-id`
 */
export async function suggestTerms(
  store: SparingStore,
  { processId, profile, beforeNonce }: SuggestRequest,
): Promise<FindSuggestions> {
  const before = beforeNonce ?? (await evaluatedThrough(store, processId, profile)) + 1;
  const actions = new Map<string, number>();
  const senders = new Map<string, number>();
  let lookedAt = 0;
  let stretches = 0;
  for await (const { stored } of keptBefore(store, processId, Math.trunc(before))) {
    for (const { json } of stored.slice(lookedAt - mostLookedAt)) {
      lookedAt += 1;
      const seen = readSeen(json);
      if (seen === undefined) continue;
      count(actions, seen.action);
      count(senders, seen.sender);
    }
    stretches += 1;
    if (lookedAt >= mostLookedAt || stretches >= mostStretches) break;
  }
  return { actions: mostFrequent(actions), senders: mostFrequent(senders), lookedAt };
}

/** -1 where nothing is kept of it. */
async function evaluatedThrough(
  store: SparingStore,
  text: string,
  profile: EvaluationProfile | undefined,
): Promise<number> {
  const process = await loadProcess(store, decodeItemId<ProcessId>(text, 'process id'));
  return process === undefined ? -1 : readEvaluatedThrough(store, await lineIdOf(process, profile));
}

function readSeen(json: string) {
  try {
    const { message } = decodeScheduledMessage(JSON.parse(json));
    if (message === null) return undefined;
    return {
      action: findTag(message.tags, 'Action') ?? '',
      sender: senderOf(message.tags, addressFrom(message)),
    };
  } catch {
    return undefined;
  }
}

function count(texts: Map<string, number>, text: string): void {
  if (text !== '' && text.length <= mostCharacters) texts.set(text, (texts.get(text) ?? 0) + 1);
}

function mostFrequent(texts: ReadonlyMap<string, number>): readonly SeenText[] {
  return [...texts]
    .map(([text, count]) => ({ text, count }))
    .sort((a, b) => b.count - a.count || (a.text < b.text ? -1 : 1))
    .slice(0, mostTexts);
}
