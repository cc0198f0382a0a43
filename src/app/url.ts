import { type AskedKind, type ProcessTab, stringifySearch } from './search.ts';

/** Every link of the app is made here. Each carries its network, so that it shows its reader what its writer saw. */
interface ProcessPlace {
  readonly processId: string;
  readonly net: string;
}

export function homeLink() {
  return { to: '/' } as const;
}

export function liarsLink() {
  return { to: '/liars' } as const;
}

export function settingsLink() {
  return { to: '/settings' } as const;
}

export function balanceLink(place: {
  readonly processId?: string | undefined;
  readonly wallet?: string | undefined;
  readonly nonce?: number | undefined;
  readonly net: string;
  /** Value of the environment string `_`; absent: the usual profile. */
  readonly profile?: string | undefined;
  /** As `start.ts` writes it; absent: with the first message. */
  readonly start?: string | undefined;
}) {
  const { processId, wallet, nonce, net, profile, start } = place;
  return {
    to: '/balance',
    search: {
      ...(processId ? { process: processId } : {}),
      ...(wallet ? { wallet } : {}),
      ...(nonce === undefined ? {} : { nonce }),
      net,
      ...(profile ? { profile } : {}),
      ...(start ? { start } : {}),
    },
  } as const;
}

export function processLink(
  place: ProcessPlace & {
    readonly tab?: ProcessTab | undefined;
    readonly order?: 'newest' | 'oldest' | undefined;
    readonly nonce?: number | undefined;
    readonly start?: string | undefined;
    /** What is looked for in the schedule, as `findText.ts` reads it. */
    readonly find?: string | undefined;
    /** What is not kept here is fetched for it. */
    readonly reach?: 'all' | undefined;
    /** Whose balance a receipt is to be handed on for. */
    readonly wallet?: string | undefined;
    /** Absent: as the page in view. */
    readonly profile?: string | undefined;
  },
) {
  const { processId, net, tab, order, nonce, find, reach, start, wallet, profile } = place;
  return {
    to: '/process/$processId',
    params: { processId },
    search: {
      ...(tab === undefined ? {} : { tab }),
      ...(order === undefined ? {} : { order }),
      ...(nonce === undefined ? {} : { nonce }),
      ...(find ? { find } : {}),
      ...(reach === undefined ? {} : { reach }),
      ...(wallet ? { wallet } : {}),
      net,
      ...(start ? { start } : {}),
      ...(profile ? { profile } : {}),
    },
  } as const;
}

export function messageLink(place: ProcessPlace & { readonly nonce: number }) {
  return {
    to: '/process/$processId/message/$nonce',
    params: { processId: place.processId, nonce: String(place.nonce) },
    search: { net: place.net },
  } as const;
}

export function compareLink(
  place: ProcessPlace & {
    readonly nonce: number;
    /** Absent: what the message at the nonce answered. */
    readonly ask?: AskedKind | undefined;
    /** Of whom the balance is asked. */
    readonly wallet?: string | undefined;
  },
) {
  const { processId, nonce, net, ask, wallet } = place;
  return {
    to: '/process/$processId/compare/$nonce',
    params: { processId, nonce: String(nonce) },
    search: {
      ...(ask === undefined || ask === 'result' ? {} : { ask }),
      ...(wallet === undefined ? {} : { wallet }),
      net,
    },
  } as const;
}

/** A dry-run; what is empty is left out. */
export function askLink(
  place: ProcessPlace & {
    /** Absent: the latest. */
    readonly nonce?: number | undefined;
    readonly action?: string | undefined;
    /** Other tags, one `Name: value` a line. */
    readonly tags?: string | undefined;
    readonly data?: string | undefined;
    /** Whose message it would be. */
    readonly as?: string | undefined;
    /** What it would have answered before the message at the nonce stands beside it. */
    readonly beside?: 'before' | undefined;
    readonly profile?: string | undefined;
    readonly start?: string | undefined;
  },
) {
  const { processId, net, nonce, action, tags, data, as, beside, profile, start } = place;
  return {
    to: '/process/$processId/ask',
    params: { processId },
    search: {
      ...(action ? { action } : {}),
      ...(tags ? { tags } : {}),
      ...(data ? { data } : {}),
      ...(as ? { as } : {}),
      ...(nonce === undefined ? {} : { nonce }),
      ...(beside === undefined ? {} : { beside }),
      net,
      ...(profile ? { profile } : {}),
      ...(start ? { start } : {}),
    },
  } as const;
}

interface ReceiptPlace {
  /** What the engine packs a receipt into. */
  readonly code: string;
  /** Whose balance it is handed on for. */
  readonly wallet?: string | undefined;
  readonly net: string;
}

export function verifyLink({ code, wallet, net }: ReceiptPlace) {
  const search = { ...(wallet ? { wallet } : {}), net };
  return { to: '/verify/$code', params: { code }, search } as const;
}

/** `verifyLink` as a path, for the clipboard. */
export function verifyPath(place: ReceiptPlace): string {
  return `/verify/${encodeURIComponent(place.code)}${stringifySearch(verifyLink(place).search)}`;
}

/** The whole address of `hashPath` (`/balance?…`), for the clipboard. */
export function absoluteUrl(page: string, hashPath: string): string {
  const url = new URL(page);
  url.hash = hashPath;
  return url.href;
}
