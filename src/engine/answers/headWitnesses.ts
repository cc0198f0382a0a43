import { type Abortable, delay, isAbortError } from '../../base/abort.ts';
import { isSelfsameError } from '../../base/errors.ts';
import { untypedItemOf } from '../../protocol/gatewayItem.ts';
import type { AssignmentId } from '../../protocol/ids.ts';
import type { AoProcess } from '../../protocol/process.ts';
import { findTag } from '../../protocol/tags.ts';
import type { SchedulerHost } from '../../sources/schedulerLocation.ts';
import { createSchedulerUnit } from '../../sources/schedulerUnit.ts';
import { proveAssignment } from '../../verification/provenAssignment.ts';
import { verifySchedulerItem } from '../../verification/schedulerItem.ts';
import type { NetworkSources } from '../networkSources.ts';
import type { ExactItems } from '../replay/exactItems.ts';
import type { Head } from './head.ts';

/** What somebody else than the unit in use says of a schedule's end. */
export type HeadStatement =
  | {
      readonly kind: 'knows';
      /** An origin, or what was searched. */
      readonly source: string;
      readonly nonce: number;
      readonly assignmentId: AssignmentId;
      /** The process's scheduler signed it. Looked at only where it says more, or something else, than the unit in use. */
      readonly proven: boolean;
    }
  | { readonly kind: 'knows-none'; readonly source: string }
  | { readonly kind: 'silent'; readonly source: string; readonly reason: string };

export interface HeadWitnesses {
  /** Waits a little for those who have not answered, and takes their silence for an answer then. */
  settle(options: Abortable): Promise<readonly HeadStatement[]>;
  /** Whoever has not answered is not waited for any more. */
  close(): void;
}

export interface WitnessRequest extends Abortable {
  readonly process: AoProcess;
  readonly head: Head;
  readonly sources: Pick<NetworkSources, 'http' | 'gateway' | 'hostsOf'>;
  readonly exactItems: ExactItems;
}

/** How long a finished evaluation waits for them. */
const patienceMs = 2_500;
/** Of the newest block or two: any of them that is later than what the unit tells is proof. */
const newestAssignments = 25;
export const gatewaySearch = 'the gateways’ index';

/**
 * Asks the scheduler's other hosts, and gateways for its newest assignments, while the schedule is evaluated. A tail that all of them
 * withhold cannot be proven; one that a single host withholds can, by whoever shows it.
 */
export function askWitnesses({ signal, ...asking }: WitnessRequest): HeadWitnesses {
  const { process, sources } = asking;
  const over = new AbortController();
  const request = { ...asking, signal: anyOf(signal, over.signal) };
  const place = { processId: process.id, scheduler: process.scheduler };
  const others = sources.hostsOf(place).filter(({ name }) => name !== asking.head.unit?.url);
  const asked = [
    ...others.map((host) => ({ source: host.name, saying: askHost(host, request) })),
    // Who reads the index in the unit's place has asked it.
    ...(asking.head.unit?.standsInBecause === undefined
      ? [{ source: gatewaySearch, saying: askGateways(request) }]
      : []),
  ].map(({ source, saying }) => ({ source, saying: orSilence(source, saying) }));
  return {
    close: () => over.abort(),
    settle: async (options) => {
      const told = await Promise.all(asked.map(({ source, saying }) => patiently(source, saying, options)));
      const statements = told.filter((statement) => statement !== undefined);
      // Two names may lead to one host.
      return [...new Map(statements.map((statement) => [statement.source, statement])).values()];
    },
  };
}

/** Undefined: it is the unit in use, or no host at all. */
async function askHost(
  host: SchedulerHost,
  { process, head, sources, exactItems, signal }: WitnessRequest,
): Promise<HeadStatement | undefined> {
  const url = await host.resolve({ signal });
  if (url === undefined || url === head.unit?.url) return undefined;
  const source = new URL(url).origin;
  const unit = createSchedulerUnit(sources.http, url);
  const latest = await unit.fetchLatest(process.id, { signal });
  if (latest === undefined) return { kind: 'knows-none', source };
  const { nonce, id: assignmentId } = latest.assignment;
  const said = { kind: 'knows', source, nonce, assignmentId } as const;
  if (!saysMore(said, head)) return { ...said, proven: false };
  // Only pages tell the anchor, which is part of what was signed (legacynet.md §1.1).
  const range = { processId: process.id, afterNonce: nonce - 1, toNonce: nonce, limit: 2 };
  for await (const { entries } of unit.fetchPages(range, { signal })) {
    const shown = entries.find(({ entry }) => entry.assignment.id === assignmentId)?.entry.assignment;
    if (shown === undefined) continue;
    const check = { role: 'assignment', fact: 'head', nonce, fetchExact: exactItems.fetch } as const;
    const finding = await verifySchedulerItem(shown, check);
    const proof = finding.status === 'holds' ? await proveAssignment(finding.exact, process) : undefined;
    return { ...said, proven: proof?.nonce === nonce && proof.id === assignmentId };
  }
  return { ...said, proven: false };
}

/** The newest assignments of this process that its scheduler signed, by the gateways' index. */
async function askGateways({
  process,
  head,
  sources,
  signal,
}: WitnessRequest): Promise<HeadStatement | undefined> {
  if (process.scheduler === undefined) return undefined;
  const tags = [
    { name: 'Type', values: ['Assignment'] },
    { name: 'Process', values: [process.id] },
  ];
  const query = { owner: process.scheduler, tags, limit: newestAssignments };
  const found = await sources.gateway.fetchByOwner(query, { signal });
  const newest = found
    .map((transaction) => ({ transaction, nonce: Number(findTag(transaction.tags, 'Nonce') ?? Number.NaN) }))
    .filter(({ nonce }) => Number.isSafeInteger(nonce))
    .reduce<Found | undefined>((best, each) => (best && best.nonce >= each.nonce ? best : each), undefined);
  if (newest === undefined) return { kind: 'knows-none', source: gatewaySearch };
  const { nonce, transaction } = newest;
  const assignmentId = transaction.id as AssignmentId;
  const said = { kind: 'knows', source: gatewaySearch, nonce, assignmentId } as const;
  if (!saysMore(said, head)) return { ...said, proven: false };
  const item = untypedItemOf(transaction, noData);
  const proof = item === undefined ? undefined : await proveAssignment(item, process);
  return { ...said, proven: proof?.nonce === nonce && proof.id === assignmentId };
}

/** Since AOP-1 assignments have no data (legacynet.md §1.3); an earlier one proves nothing here. */
const noData = new Uint8Array(0);

interface Found {
  readonly transaction: Parameters<typeof untypedItemOf>[0];
  readonly nonce: number;
}

function saysMore(
  { nonce, assignmentId }: { readonly nonce: number; readonly assignmentId: AssignmentId },
  { latestNonce, latestAssignmentId }: Head,
): boolean {
  return nonce > (latestNonce ?? -1) || (nonce === latestNonce && assignmentId !== latestAssignmentId);
}

/** Whatever a witness answers badly, or leaves unsaid: nothing depends on it. Never an unhandled rejection, whoever waits or not. */
function orSilence(
  source: string,
  saying: Promise<HeadStatement | undefined>,
): Promise<HeadStatement | undefined> {
  const said = saying.catch((error: unknown): HeadStatement => {
    if (isAbortError(error)) return { kind: 'silent', source, reason: 'It was not waited for.' };
    if (!isSelfsameError(error)) throw error;
    return { kind: 'silent', source, reason: error.message };
  });
  said.catch(() => undefined);
  return said;
}

async function patiently(
  source: string,
  saying: Promise<HeadStatement | undefined>,
  { signal }: Abortable,
): Promise<HeadStatement | undefined> {
  const settled = new AbortController();
  const wait = { signal: anyOf(signal, settled.signal) };
  const silence = delay(patienceMs, wait).then((): HeadStatement => {
    return { kind: 'silent', source, reason: `It had not answered ${patienceMs / 1000} s later.` };
  });
  try {
    return await Promise.race([saying, silence]);
  } finally {
    settled.abort();
    silence.catch(() => undefined);
  }
}

function anyOf(signal: AbortSignal | undefined, other: AbortSignal): AbortSignal {
  return signal === undefined ? other : AbortSignal.any([signal, other]);
}
