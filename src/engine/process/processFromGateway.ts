import type { Abortable } from '../../base/abort.ts';
import { encodeBase64url } from '../../base/base64url.ts';
import { decodeUtf8Strict } from '../../base/bytes.ts';
import { SourceError } from '../../base/errors.ts';
import { arweaveAddressOf } from '../../protocol/address.ts';
import { parseCrons } from '../../protocol/cron.ts';
import { tagsOf } from '../../protocol/dataItem.ts';
import { untypedItemOf } from '../../protocol/gatewayItem.ts';
import type { ProcessId } from '../../protocol/ids.ts';
import { type AoProcess, decodeProcess } from '../../protocol/process.ts';
import type { Gateway } from '../../sources/gateway.ts';

/**
 * A process as a gateway knows it, told the way a scheduler unit would: for units that do not answer for the process itself. Only the
 * scheduler knows the block and time of the spawn: they are 0 here. Timers count from them, so a process with timers is not taken from here.
 * @returns undefined where no gateway knows it whole, or it has timers
 * @throws ProtocolError `not-a-process`: the id is of something else
 */
export async function fetchProcessFromGateway(
  gateway: Gateway,
  id: ProcessId,
  options: Abortable,
): Promise<AoProcess | undefined> {
  try {
    const transaction = (await gateway.fetchTransactionMeta([id], options)).get(id);
    if (transaction === undefined) return undefined;
    const item = untypedItemOf(transaction, await gateway.fetchRaw(id, options));
    if (item === undefined) return undefined;
    const told = {
      id,
      ownerKey: encodeBase64url(item.owner),
      ownerAddress: arweaveAddressOf(item.owner),
      tags: tagsOf(item),
      signature: encodeBase64url(item.signature),
      anchor: decodeUtf8Strict(item.anchor) || null,
      target: item.target.length === 0 ? null : encodeBase64url(item.target),
      data: decodeUtf8Strict(item.data) ?? null,
    };
    const process = decodeProcess(told, { blockHeight: transaction.blockHeight ?? 0, timestampMs: 0 });
    return parseCrons(process.tags).length === 0 ? process : undefined;
  } catch (error) {
    options.signal?.throwIfAborted();
    if (error instanceof SourceError) return undefined;
    throw error;
  }
}
