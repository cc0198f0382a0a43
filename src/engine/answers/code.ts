import { addressFrom } from '../../protocol/address.ts';
import type { ScheduledMessage } from '../../protocol/message.ts';
import { decodeScheduledMessage } from '../../protocol/scheduleJson.ts';
import { findTag, findTags } from '../../protocol/tags.ts';
import type { CodePage, CodeRequest, CodeRow } from '../api.ts';
import type { EngineContext } from '../context.ts';
import { keptFrom } from '../process/keptSchedule.ts';
import { lineIdOf } from '../process/prepareProcess.ts';
import type { SparingStore } from '../store/sparingStore.ts';
import { findForReading } from './findForReading.ts';
import { readFound } from './readFound.ts';

const mostRows = 20;
/** Entries that one request looks at: whoever has left the page does not keep the engine reading a million of them. */
const mostLookedAt = 20_000;
/** Longer code is cut; its message has all of it. */
const mostCharacters = 64 * 1024;

/**
 * What a process was told to run, in order, as far as its schedule is kept here without a gap: the `Eval`s that it was sent, and its own data
 * where `On-Boot` says that this is code. Whether it ran them is the module's affair: what came of each is beside it.
 */
export async function readCode(
  context: EngineContext,
  store: SparingStore,
  request: CodeRequest,
): Promise<CodePage> {
  const { process, unit, exactItems } = await findForReading(context, store, request);
  const lineId = await lineIdOf(process, request.profile);
  const place = { process, lineId, store, unit, exactItems };
  const rows: CodeRow[] = [];
  const fromNonce = Math.max(0, Math.trunc(request.fromNonce));
  let throughNonce = fromNonce - 1;
  let nextNonce: number | null = null;
  for await (const { nonce, json } of keptFrom(store, process.id, fromNonce)) {
    if (rows.length === mostRows || nonce - fromNonce === mostLookedAt) {
      nextNonce = nonce;
      break;
    }
    if (mayHoldCode(json) && holdsCode(decodeScheduledMessage(JSON.parse(json)))) {
      const found = await readFound(place, nonce);
      if (found === undefined) break;
      rows.push(asCodeRow(found.entry, process.owner, found.row));
    }
    throughNonce = nonce;
  }
  return {
    onBoot: findTag(process.tags, 'On-Boot') ?? null,
    rows,
    nextNonce,
    throughNonce,
  };
}

/** Most entries need not be parsed. Letters can stand in JSON as themselves or as `\u` and a number. */
function mayHoldCode(json: string): boolean {
  return json.includes('"Eval"') || json.includes('On-Boot') || json.includes('\\u');
}

/** Of several `Action` tags it is the module that chooses. */
function holdsCode(entry: ScheduledMessage): boolean {
  const tags = itemOf(entry)?.tags ?? [];
  if (entry.assignment.messageId === null) return findTag(tags, 'On-Boot') === 'Data';
  return findTags(tags, 'Action').includes('Eval');
}

function itemOf({ message, assigned }: ScheduledMessage) {
  return message ?? assigned;
}

function asCodeRow(entry: ScheduledMessage, owner: string, row: Omit<CodeRow, keyof CodeOnly>): CodeRow {
  const item = itemOf(entry);
  const code = item?.data ?? '';
  const signer = item === undefined ? row.from : addressFrom(item);
  return {
    ...row,
    signer,
    // A `From-Process` tag names whomever its signer likes.
    isOwners: signer === owner && row.from === owner,
    code: code.slice(0, mostCharacters),
    isCut: code.length > mostCharacters,
  };
}

type CodeOnly = Pick<CodeRow, 'signer' | 'isOwners' | 'code' | 'isCut'>;
