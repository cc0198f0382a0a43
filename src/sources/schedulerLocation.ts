import type { Abortable } from '../base/abort.ts';
import { type SelfsameError, SourceError } from '../base/errors.ts';
import { findTag, type Tags } from '../protocol/tags.ts';
import { createFallback } from './fallback.ts';
import type { Gateway } from './gateway.ts';
import type { Http } from './http.ts';

/** Finds the scheduler unit that keeps a process's schedule (legacynet.md §2). */
export interface SchedulerLocator {
  /**
   * The unit's own URL, routers resolved. `scheduler` is the process's `Scheduler` tag where it is known.
   * @throws SourceError `scheduler-not-found`; what the network's sources throw
   */
  locate(process: ProcessToLocate, options?: Abortable): Promise<string>;
  /** Why the located host would not say that it is the process's: a router refuses those that it does not know. Undefined: it said so. */
  refusalOf(processId: string): SourceError | undefined;
  /**
   * The unit that the process's scheduler has published, whichever the network names.
   * @throws as `locate`; `scheduler-not-found`, too, where it is one of those
   */
  locatePublished(process: ProcessToLocate, options?: Abortable): Promise<string>;
  /** Every host that may keep the schedule: those that the network names, and the one that the scheduler has published. */
  hostsOf(process: ProcessToLocate): readonly SchedulerHost[];
}

export interface SchedulerHost {
  /** As it is named: by a URL, or as whose Scheduler-Location. */
  readonly name: string;
  /** The unit's own URL; undefined where the scheduler has published none. */
  resolve(options?: Abortable): Promise<string | undefined>;
}

export interface ProcessToLocate {
  readonly processId: string;
  readonly scheduler: string | undefined;
}

export interface LocatorOptions {
  readonly http: Http;
  readonly gateway: Pick<Gateway, 'fetchByOwner'>;
  /** Units or routers that the network names: asked first, in order. */
  readonly schedulerUnits: readonly string[];
  readonly nowMs?: () => number;
}

interface Named {
  readonly url: string;
  readonly refusal?: SourceError;
}

interface Located extends Named {
  readonly expiresMs: number;
}

/** What the reference keeps the known router for. */
const configuredLifetimeMs = 48 * 3_600_000;

export function createSchedulerLocator(options: LocatorOptions): SchedulerLocator {
  const { http, gateway, schedulerUnits, nowMs = Date.now } = options;
  const configured = createFallback('scheduler unit', schedulerUnits);
  const known = new Map<string, Located>();

  async function find({ processId, scheduler }: ProcessToLocate, wait: Abortable): Promise<Located> {
    if (schedulerUnits.length > 0)
      return { ...(await findNamed(processId, wait)), expiresMs: nowMs() + configuredLifetimeMs };
    return findPublished({ processId, scheduler }, wait);
  }

  /** The first that knows the process, and where none says so the first that refused. */
  async function findNamed(processId: string, wait: Abortable): Promise<Named> {
    let refused: Named | undefined;
    try {
      return await configured.first(async (base, ask) => {
        const named = await resolveNamed(http, base, processId, ask);
        if (named.refusal === undefined) return named;
        refused ??= named;
        throw named.refusal;
      }, wait);
    } catch (error) {
      if (refused === undefined || wait.signal?.aborted) throw error;
      return refused;
    }
  }

  async function findPublished({ processId, scheduler }: ProcessToLocate, wait: Abortable): Promise<Located> {
    if (scheduler === undefined) throw notFound(processId, 'the process has no Scheduler tag');
    const location = await fetchLocation(gateway, scheduler, wait);
    if (location === undefined) throw notFound(processId, `${scheduler} has published no Scheduler-Location`);
    const { base, lifetimeMs } = decodeLocation(location, processId);
    if (schedulerUnits.includes(base))
      throw notFound(processId, `${scheduler} has published no other than ${base}`);
    const url = await resolveUnit(http, base, processId, wait);
    return { url, expiresMs: nowMs() + lifetimeMs };
  }

  return {
    async locate(process, wait = {}) {
      const cached = known.get(process.processId);
      if (cached !== undefined && cached.expiresMs > nowMs()) return cached.url;
      const located = await find(process, wait);
      known.set(process.processId, located);
      return located.url;
    },

    refusalOf: (processId) => known.get(processId)?.refusal,

    locatePublished: async (process, wait = {}) => (await findPublished(process, wait)).url,

    hostsOf({ processId, scheduler }) {
      const named = schedulerUnits.map((base) => ({
        name: base,
        resolve: async (wait: Abortable = {}) => (await resolveNamed(http, base, processId, wait)).url,
      }));
      if (scheduler === undefined) return named;
      const published = {
        name: `the Scheduler-Location of ${scheduler}`,
        resolve: async (wait: Abortable = {}) => {
          const location = await fetchLocation(gateway, scheduler, wait);
          if (location === undefined) return undefined;
          return (await resolveNamed(http, decodeLocation(location, processId).base, processId, wait)).url;
        },
      };
      return [...named, published];
    },
  };
}

/** The tags of the newest location that a scheduler has published; undefined where it has published none. */
async function fetchLocation(
  gateway: LocatorOptions['gateway'],
  scheduler: string,
  wait: Abortable,
): Promise<Tags | undefined> {
  const tags = [
    { name: 'Data-Protocol', values: ['ao'] },
    { name: 'Type', values: ['Scheduler-Location'] },
  ];
  const [location] = await gateway.fetchByOwner({ owner: scheduler, tags, limit: 1 }, wait);
  return location?.tags;
}

/**
 * A router answers every question about a process with a redirect to its unit. Redirects are opaque to a page unless they are
 * followed, so the unit is learnt from where the answer came from.
 */
async function resolveUnit(http: Http, base: string, processId: string, wait: Abortable): Promise<string> {
  const asked = `${base}/?process-id=${processId}`;
  const answer = await http.request(asked, { ...wait, accept: 'application/json' });
  http.parseJson(answer);
  const { origin } = new URL(answer.url);
  return origin === new URL(asked).origin ? base : origin;
}

/**
 * A unit that somebody named need not have the route that tells routers from units: it is then taken as it was named. A host without any of a
 * unit's routes is none: what a domain's next owner answers is no schedule.
 */
async function resolveNamed(http: Http, base: string, processId: string, wait: Abortable): Promise<Named> {
  try {
    return { url: await resolveUnit(http, base, processId, wait) };
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    if (isRefusal(error) || (isOfAnother(error) && (await isUnit(http, base, processId, wait))))
      return { url: base, refusal: error };
    throw error;
  }
}

/** As units refuse: 400 for whatever they do not know (legacynet.md §1.1). */
export function isRefusal({ code, details: { status } }: SelfsameError): boolean {
  return code === 'http-status' && typeof status === 'number' && status < 500;
}

/** As from a host that knows nothing of schedules. */
export function isOfAnother({ code }: SourceError): boolean {
  return code === 'not-found' || code === 'malformed-json' || code === 'html-instead-of-json';
}

async function isUnit(http: Http, base: string, processId: string, wait: Abortable): Promise<boolean> {
  try {
    await http.getJson(`${base}/timestamp?process-id=${processId}`, wait);
    return true;
  } catch (error) {
    if (!(error instanceof SourceError) || wait.signal?.aborted) throw error;
    return isRefusal(error);
  }
}

function decodeLocation(
  tags: Tags,
  processId: string,
): { readonly base: string; readonly lifetimeMs: number } {
  const url = findTag(tags, 'Url')?.trim() ?? '';
  const lifetimeMs = Number(findTag(tags, 'Time-To-Live') ?? Number.NaN);
  if (!URL.canParse(url) || !/^https?:/.test(url))
    throw notFound(processId, `its Scheduler-Location has the Url "${url}"`);
  if (!Number.isFinite(lifetimeMs)) throw notFound(processId, 'its Scheduler-Location has no Time-To-Live');
  return { base: url.replace(/\/+$/, ''), lifetimeMs };
}

function notFound(processId: string, reason: string): SourceError {
  return new SourceError(
    'scheduler-not-found',
    `No scheduler unit is known for process ${processId}: ${reason}.`,
    {
      details: { itemId: processId, reason },
    },
  );
}
