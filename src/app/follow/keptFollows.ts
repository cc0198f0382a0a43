import * as v from 'valibot';

/** A process that somebody wants to keep up with, as it is remembered. */
export interface Follow {
  readonly processId: string;
  /** Its network, as links carry it. */
  readonly net: string;
  /** Value of the environment string `_`; empty: the usual profile. */
  readonly programPath: string;
  /** As its page said. */
  readonly name: string | null;
  /** Present where it was stopped: by an error, or by hand. It does not go on by itself, in no later visit either. */
  readonly stop?: v.InferOutput<typeof stopSchema> | undefined;
}

export const mostFollows = 50;
const listKey = 'selfsame.follows';
const hereKey = 'selfsame.follows-here';

const text = v.pipe(v.string(), v.maxLength(20_000));
const detail = v.union([v.string(), v.number(), v.boolean(), v.null()]);
const stopSchema = v.object({
  error: v.nullable(
    v.object({
      layer: v.picklist([
        ...(['source', 'protocol', 'verification', 'evaluation', 'storage'] as const),
        ...(['engine', 'thread', 'unexpected'] as const),
      ]),
      code: text,
      message: text,
      details: v.record(v.string(), detail),
      chain: v.array(text),
    }),
  ),
});
const followSchema = v.object({
  processId: text,
  net: text,
  programPath: v.fallback(text, ''),
  name: v.fallback(v.nullable(text), null),
  stop: v.optional(stopSchema),
});

export function followId({ processId, net, programPath }: Omit<Follow, 'name' | 'stop'>): string {
  return JSON.stringify([processId, net, programPath]);
}

export interface KeptFollows {
  load(): readonly Follow[];
  save(follows: readonly Follow[]): void;
  /** Whether this tab is lent to them. */
  isHere(): boolean;
  setHere(isHere: boolean): void;
  /** @param listener called when another tab has changed the list */
  listen(listener: () => void): void;
}

export interface KeptFollowsOptions {
  /** The list outlives the browser: what somebody chose is not to be chosen again. */
  readonly list: () => Storage;
  /**
   * That a tab is lent outlives a reload and its being discarded, and nothing else: who opens the browser again, or a tab for one balance, has
   * not asked for hours of work in it.
   */
  readonly session: () => Storage;
  readonly page: EventTarget;
}

/** Where the browser refuses storage all of it lasts as long as the page. */
export function createKeptFollows({ list, session, page }: KeptFollowsOptions): KeptFollows {
  let isHere = quietly(() => session().getItem(hereKey) !== null, false);
  /** What could not be kept. */
  let unkept: readonly Follow[] | undefined;
  return {
    load: () => unkept ?? quietly(() => readList(list().getItem(listKey)), []),
    save(follows) {
      unkept = quietly(() => {
        list().setItem(listKey, JSON.stringify(follows));
        return undefined;
      }, follows);
    },
    isHere: () => isHere,
    setHere(next) {
      isHere = next;
      quietly(() => (next ? session().setItem(hereKey, 'yes') : session().removeItem(hereKey)), undefined);
    },
    listen: (listener) =>
      page.addEventListener('storage', (event) => {
        // Null: all of the origin's was cleared.
        if ('key' in event && (event.key === listKey || event.key === null)) listener();
      }),
  };
}

/** Entries that an earlier version wrote otherwise, or another page of this origin, are left out. */
function readList(written: string | null): readonly Follow[] {
  const parsed: unknown = JSON.parse(written ?? '[]');
  if (!Array.isArray(parsed)) return [];
  const follows = parsed.flatMap((each) => {
    const { success, output } = v.safeParse(followSchema, each);
    return success ? [output] : [];
  });
  return [...new Map(follows.map((each) => [followId(each), each])).values()].slice(0, mostFollows);
}

function quietly<Value>(access: () => Value, otherwise: Value): Value {
  try {
    return access();
  } catch {
    return otherwise;
  }
}
