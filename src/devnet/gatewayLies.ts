import { decodeBase64url, encodeBase64url } from '../base/base64url.ts';
import { decodeUtf8Strict } from '../base/bytes.ts';
import { sha256 } from '../protocol/sha.ts';
import { findTag } from '../protocol/tags.ts';
import type { PublishedItem } from './archive.ts';
import { endlessResponse } from './badBodies.ts';
import {
  type Distortion,
  type DistortionContext,
  flipBit,
  withItem,
  withModule,
  withoutItems,
  withSchedule,
} from './distortion.ts';
import { createGateway } from './gateway.ts';
import type { LieName } from './lies.ts';
import { createSchedulerUnit } from './schedulerUnit.ts';
import type { Unit } from './unit.ts';

/** How gateways lie about the module that a process runs, and about the items that only they can tell exactly. */
export const gatewayLies = {
  'flipped-module-byte': overModule((module) => ({
    ...module,
    loadData: async () => flipBit(await module.loadData()),
  })),
  'another-module-owner': overModule((module) => {
    const owner = flipBit(module.item.owner);
    return { ...module, ownerAddress: encodeBase64url(sha256(owner)), item: { ...module.item, owner } };
  }),
  'stale-module-tags': overModule((module) => ({
    ...module,
    tags: module.tags.map((tag) => (tag.name === 'Memory-Limit' ? { ...tag, value: '500-mb' } : tag)),
  })),
  'another-module': overModule((module, { archive }) => {
    const isOther = (item: PublishedItem) =>
      findTag(item.tags, 'Type') === 'Module' && item.dataBytes !== module.dataBytes;
    const other = [...archive.items.values()].find(isOther);
    return { ...module, loadData: other?.loadData ?? module.loadData };
  }),
  'changed-data-root': overModule(({ transaction, ...module }) => {
    if (transaction === undefined) throw new RangeError('The module is not on layer 1.');
    const root = encodeBase64url(flipBit(decodeBase64url(transaction.data_root)));
    return { ...module, transaction: { ...transaction, data_root: root } };
  }),
  'half-a-module': overDownload(breakOff),
  'endless-module': overDownload(() => Promise.resolve(endlessResponse('application/wasm'))),
  'missing-module': overModule(() => undefined),
  'changed-raw-item': (context) => ({
    gateway: createGateway(withItem(context.archive, isLetter(context), withFlippedData)),
  }),
  'changed-assigned-item': (context) => ({
    gateway: createGateway(withItem(context.archive, isAssigned(context), withFlippedData)),
  }),
  'another-assigned-item': (context) => {
    const other = [...context.archive.items.values()].find(isLetter(context));
    const archive = withItem(context.archive, isAssigned(context), (item) => ({
      ...(other ?? item),
      id: item.id,
    }));
    return { gateway: createGateway(archive) };
  },
  'missing-assigned-item': (context) => ({
    gateway: createGateway(withoutItems(context.archive, isAssigned(context))),
  }),
  'changed-assigned-transaction': overTransaction(withFlippedData),
  'another-assigned-transaction': overTransaction(({ id }, { archive }) => {
    const { transactions } = archive.index;
    const other = transactions.find((each) => each.id !== id);
    const published = archive.items.get(other?.id ?? '');
    if (published === undefined) throw new RangeError('There is no other transaction.');
    return { ...published, id };
  }),
} as const satisfies Partial<Record<LieName, Distortion>>;

function overModule(
  change: (module: PublishedItem, context: DistortionContext) => PublishedItem | undefined,
): Distortion {
  return (context) => ({ gateway: createGateway(withModule(context, (module) => change(module, context))) });
}

function overDownload(answer: (honest: Response) => Promise<Response>): Distortion {
  return ({ archive }) => {
    const honest = createGateway(archive);
    const gateway: Unit = async (request, url) => {
      const response = await honest(request, url);
      const isModule = response.headers.get('content-type') === 'application/wasm';
      return isModule ? answer(response) : response;
    };
    return { gateway };
  };
}

/** About a transaction that the schedule ends with: the scheduler signed its assignment for such lies only. */
function overTransaction(
  change: (transaction: PublishedItem, context: DistortionContext) => PublishedItem,
): Distortion {
  return (context) => {
    const assigned = context.signedLie('assigned-transaction');
    const longer = withSchedule(context, (entries) => [...entries, assigned]);
    const isAssigned = ({ id }: PublishedItem) => id === assigned.message.id;
    const archive = withItem(context.archive, isAssigned, (transaction) => change(transaction, context));
    return { 'scheduler-unit': createSchedulerUnit(longer), gateway: createGateway(archive) };
  };
}

function withFlippedData(item: PublishedItem): PublishedItem {
  return { ...item, loadData: async () => flipBit(await item.loadData()) };
}

/** A message of the process whose data is not text, so that only a gateway can tell its bytes. */
function isLetter({ archive, processId }: DistortionContext): (item: PublishedItem) => boolean {
  const entries = archive.schedules.get(processId) ?? [];
  const letter = entries.find(({ message }) => decodeUtf8Strict(message.item.data) === undefined);
  return ({ id }) => id === letter?.message.id;
}

/** Something that existed before it was assigned to the process, which is not its target. */
function isAssigned({ archive, processId }: DistortionContext): (item: PublishedItem) => boolean {
  const entries = archive.schedules.get(processId) ?? [];
  const assigned = entries.find(
    ({ message }) => message.id !== processId && encodeBase64url(message.item.target) !== processId,
  );
  return ({ id }) => id === assigned?.message.id;
}

/** Its headers still promise the whole. */
async function breakOff(response: Response): Promise<Response> {
  const bytes = await response.arrayBuffer();
  return new Response(bytes.slice(0, bytes.byteLength >> 1), { headers: response.headers });
}
