import type { Devnet } from '../../../devnet/devnet.ts';
import { devnetOrigin } from '../../../devnet/hosts.ts';
import { findTag, type Tags } from '../../../protocol/tags.ts';
import { type Moment, tailMs } from './timers.ts';

interface Edge {
  readonly node: { readonly assignment: { readonly tags: Tags } };
  readonly cursor: string;
}

/** The demo network's schedules, of which only the beginning has been written yet. */
export interface GrowingSchedules {
  /** The last nonce of a process by now. */
  headOf(processId: string): number;
  lastOf(processId: string): number;
  grow(processId: string, count: number): void;
  /** What the scheduler unit says of them; undefined: it is asked for something else. */
  answer(url: URL): unknown;
  /** A gateway's answer without what is not written yet. */
  hideFuture(text: string): string;
}

const schedulerOrigin = devnetOrigin('scheduler-unit');

/** Every entry, as the unit tells it, by process. */
export type WholeSchedules = ReadonlyMap<string, readonly Edge[]>;

export async function readWholeSchedules(
  devnet: Devnet,
  processIds: readonly string[],
): Promise<WholeSchedules> {
  const schedules = new Map<string, readonly Edge[]>();
  for (const id of processIds) {
    const query = `process-id=${id}&from-nonce=-1&limit=100&show-anchor=1`;
    const response = await devnet(new Request(`${schedulerOrigin}/${id}?${query}`));
    schedules.set(id, ((await response.json()) as { readonly edges: readonly Edge[] }).edges);
  }
  return schedules;
}

export function momentOf({ node }: Edge): Moment {
  const numberOf = (name: string) => Number(findTag(node.assignment.tags, name));
  return { timestampMs: numberOf('Timestamp'), blockHeight: numberOf('Block-Height') };
}

/** Later than the last message, whenever it is asked (legacynet.md §1.1). */
function tellTime(last: Edge | undefined): unknown {
  if (last === undefined) return undefined;
  const { timestampMs, blockHeight } = momentOf(last);
  return { block_height: String(blockHeight + 1).padStart(12, '0'), timestamp: String(timestampMs + tailMs) };
}

export function createGrowingSchedules(whole: WholeSchedules, first: number): GrowingSchedules {
  const lastOf = (id: string) => (whole.get(id)?.length ?? 0) - 1;
  const heads = new Map([...whole.keys()].map((id) => [id, Math.min(first, lastOf(id))]));
  const headOf = (id: string) => heads.get(id) ?? 0;
  return {
    headOf,
    lastOf,
    grow: (id, count) => heads.set(id, Math.min(lastOf(id), headOf(id) + count)),
    answer({ origin, pathname, searchParams }) {
      const [first = '', rest] = pathname.split('/').slice(1);
      const isClock = first === 'timestamp';
      const id = isClock ? (searchParams.get('process-id') ?? '') : first;
      const edges = whole.get(id);
      if (origin !== schedulerOrigin || edges === undefined) return undefined;
      if (isClock) return tellTime(edges[headOf(id)]);
      if (rest === 'latest') return edges[headOf(id)]?.node;
      const from = Number(searchParams.get('from-nonce') ?? -1);
      const to = Math.min(headOf(id), Number(searchParams.get('to-nonce') ?? Number.POSITIVE_INFINITY));
      const limit = Number(searchParams.get('limit') ?? 100);
      const wanted = edges.slice(from + 1, to + 1);
      return { page_info: { has_next_page: wanted.length > limit }, edges: wanted.slice(0, limit) };
    },
    hideFuture(text) {
      if (!text.includes('"Assignment"')) return text;
      const answer = JSON.parse(text) as { data?: { transactions?: { edges?: readonly unknown[] } } };
      const transactions = answer.data?.transactions;
      if (transactions?.edges === undefined) return text;
      transactions.edges = transactions.edges.filter((edge) => {
        const told = JSON.stringify(edge);
        const nonce = /"Nonce","value":"(\d+)"/.exec(told)?.[1];
        const id = [...heads.keys()].find((each) => told.includes(each));
        return nonce === undefined || id === undefined || Number(nonce) <= headOf(id);
      });
      return JSON.stringify(answer);
    },
  };
}
