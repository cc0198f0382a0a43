import type { Abortable } from '../../base/abort.ts';
import { JsonAt } from '../../base/json.ts';
import { parseCrons } from '../../protocol/cron.ts';
import type { UntypedItem } from '../../protocol/dataItem.ts';
import { untypedItemOf } from '../../protocol/gatewayItem.ts';
import type { ProcessId } from '../../protocol/ids.ts';
import { type AoProcess, decodeProcess } from '../../protocol/process.ts';
import { decodeSchedulerItem } from '../../protocol/schedulerItemJson.ts';
import { processTextOf } from '../../protocol/schedulerText.ts';
import type { Gateway } from '../../sources/gateway.ts';
import { isUntold } from '../../sources/untold.ts';

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
  const known = await fetchItem(gateway, id, options);
  if (known === undefined) return undefined;
  const told = decodeSchedulerItem<ProcessId>(new JsonAt(processTextOf(known.item), 'process'));
  const process = decodeProcess({ ...told, id }, { blockHeight: known.blockHeight, timestampMs: 0 });
  return parseCrons(process.tags).length === 0 ? process : undefined;
}

async function fetchItem(
  gateway: Gateway,
  id: ProcessId,
  options: Abortable,
): Promise<{ readonly item: UntypedItem; readonly blockHeight: number } | undefined> {
  try {
    const transaction = (await gateway.fetchTransactionMeta([id], options)).get(id);
    if (transaction === undefined) return undefined;
    const item = untypedItemOf(transaction, await gateway.fetchData(transaction, options));
    return item && { item, blockHeight: transaction.blockHeight ?? 0 };
  } catch (error) {
    options.signal?.throwIfAborted();
    if (isUntold(error)) return undefined;
    throw error;
  }
}
