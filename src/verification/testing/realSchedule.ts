import { decodeBase64url } from '../../base/base64url.ts';
import { decodeBundle } from '../../protocol/bundle.ts';
import { decodeDataItem, itemIdOf } from '../../protocol/dataItem.ts';
import type { ScheduledMessage } from '../../protocol/message.ts';
import type { AoProcess } from '../../protocol/process.ts';
import { decodeProcessJson, decodeScheduledMessage } from '../../protocol/scheduleJson.ts';
import bundles from '../../protocol/vectors/su-bundles.json' with { type: 'json' };
import { type TellOptions, type ToldNode, tellItem } from './schedulerText.ts';

/** The real schedule of the vectors, as its scheduler unit would tell it. */
const items = bundles.map((text) => decodeBundle(decodeDataItem(decodeBase64url(text)).data));

export function tellNodes(options: TellOptions): readonly ToldNode[] {
  return items.map(([assignment, message], nonce) => {
    if (assignment === undefined) throw new Error('a bundle is empty');
    const told = message && tellItem(message, nonce === 0 ? 'process' : 'message');
    return { message: told ?? null, assignment: tellItem(assignment, 'assignment', options) };
  });
}

export const told = tellNodes({ showAnchor: true });

const first = told[0];
if (first?.message === null || first === undefined) throw new Error('the first bundle has no process');
const { id, ...processItem } = first.message;

export const processAsTold = decodeProcessJson({
  ...processItem,
  process_id: id,
  block: '000001526366',
  timestamp: 1728856580024,
});

/** The bundles come from a development unit, which the process does not name (vectors/README.md). */
export const process: AoProcess = {
  ...processAsTold,
  scheduler: 'mx8zvkz0jWNwAiBnBqkGcZqqfcFYptbrL4RIKMd4anc',
};

export const decode = (nodes: readonly ToldNode[]): readonly ScheduledMessage[] =>
  nodes.map(decodeScheduledMessage);

/** What a gateway has: the items as they were signed. */
export const fetchExact = async (id: string) => items.flat().find((item) => itemIdOf(item.signature) === id);
