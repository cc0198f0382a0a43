import type { Archive, PublishedItem } from '../../../src/devnet/archive.ts';
import { createGateway } from '../../../src/devnet/gateway.ts';
import { parseDevnetHost } from '../../../src/devnet/hosts.ts';
import { textResponse, type Unit } from '../../../src/devnet/unit.ts';
import type { Network } from '../../../src/sources/network.ts';
import { blockIntervalMs, firstBlock } from '../../demo/chainTime.ts';
import { serveLoopback } from '../../demo/loopback.ts';
import type { DemoModule } from '../../demo/modules.ts';
import type { SignedSchedule } from './signWorkload.ts';

export interface ServedSchedules {
  readonly network: Network;
  readonly schedulerUnit: string;
  readonly gateway: string;
  /** Requests that the scheduler unit has answered. */
  readonly requestCount: () => number;
  close(): Promise<void>;
}

export interface ServeOptions {
  /** Stands between a request and its answer. */
  readonly between?: (answer: () => Promise<Response>, request: Request) => Promise<Response>;
}

/**
 * A gateway and a scheduler unit on loopback ports, whose answers are ready texts: what is measured is the app, and the unit takes as
 * little as possible of the machine that both share.
 */
export async function serveSchedules(
  schedules: readonly SignedSchedule[],
  modules: readonly DemoModule[],
  { between = (answer) => answer() }: ServeOptions = {},
): Promise<ServedSchedules> {
  let requests = 0;
  const gateway = createGateway(archiveOf(modules));
  const unit = createSchedulerUnit(new Map(schedules.map((schedule) => [schedule.processId, schedule])));
  const served = await serveLoopback({
    port: 0,
    devnet: (request) =>
      between(() => {
        const url = new URL(request.url);
        if (parseDevnetHost(url.hostname)?.unit === 'gateway') return gateway(request, url);
        requests += 1;
        return unit(request, url);
      }, request),
  });
  return {
    network: {
      id: 'custom',
      name: 'Benchmark',
      gateways: [served.gateway],
      graphql: [served.graphql],
      schedulerUnits: [served.schedulerUnit],
      computeUnits: [],
    },
    schedulerUnit: served.schedulerUnit,
    gateway: served.gateway,
    requestCount: () => requests,
    close: () => served.close(),
  };
}

function createSchedulerUnit(schedules: ReadonlyMap<string, SignedSchedule>): Unit {
  return async (_request, { pathname, searchParams }) => {
    const [first = '', second] = pathname.split('/').slice(1);
    const schedule = schedules.get(first === 'processes' ? (second ?? '') : first);
    if (schedule === undefined) return json('{"error":"Process not found"}', 400);
    if (first === 'processes') return json(schedule.processJson);
    if (second === 'latest') return json(schedule.nodes.at(-1) ?? '');
    return json(page(schedule, searchParams));
  };
}

/** `from-nonce` is exclusive, `to-nonce` inclusive (legacynet.md §1.2). */
function page({ nodes }: SignedSchedule, query: URLSearchParams): string {
  const from = Number(query.get('from-nonce') ?? '-1') + 1;
  const to = Math.min(nodes.length - 1, Number(query.get('to-nonce') ?? nodes.length));
  const limit = Number(query.get('limit') ?? 100);
  const end = Math.min(to + 1, from + limit);
  const edges = nodes.slice(from, end).map((node, index) => `{"node":${node},"cursor":"${from + index}"}`);
  return `{"page_info":{"has_next_page":${end <= to}},"edges":[${edges.join(',')}]}`;
}

function json(text: string, status = 200): Response {
  return textResponse(text, 'application/json', status);
}

function archiveOf(modules: readonly DemoModule[]): Archive {
  const items = modules.map(({ id, item, tags, signer }): [string, PublishedItem] => [
    id,
    {
      id,
      item,
      tags,
      ownerAddress: signer.address,
      dataBytes: item.data.length,
      loadData: () => Promise.resolve(item.data),
    },
  ]);
  return {
    index: { firstBlock, blockIntervalMs, modules: [], transactions: [], tokens: [], signedLies: {} },
    items: new Map(items),
    schedules: new Map(),
    checkpoints: { honest: [], lies: {} },
    loadResults: () => Promise.resolve({}),
  };
}
