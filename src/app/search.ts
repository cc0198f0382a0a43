import * as v from 'valibot';

/**
 * Search parameters are typed per route and never throw: a link with a wrong parameter opens the screen, which then says what is
 * wrong with the value, or ignores a parameter that has no meaning.
 */
const text = v.optional(v.fallback(v.optional(v.pipe(v.string(), v.trim(), v.maxLength(8_000))), undefined));
const nonce = v.optional(
  v.fallback(
    v.optional(v.pipe(v.union([v.string(), v.number()]), v.transform(Number), v.integer(), v.minValue(0))),
    undefined,
  ),
);

export const networkSearch = v.object({ net: text });

export const messageSearch = v.object({ net: text, profile: text });

export const balanceSearch = v.object({
  process: text,
  wallet: text,
  nonce,
  net: text,
  profile: text,
  start: text,
});
export type BalanceSearch = v.InferOutput<typeof balanceSearch>;

export const askedKinds = ['result', 'balances', 'balance', 'memory'] as const;
export type AskedKind = (typeof askedKinds)[number];

export const compareSearch = v.object({
  net: text,
  profile: text,
  wallet: text,
  ask: v.optional(v.fallback(v.optional(v.picklist(askedKinds)), undefined)),
});

const processTabs = ['schedule', 'tags', 'evidence', 'receipts'] as const;
export type ProcessTab = (typeof processTabs)[number];

export const processSearch = v.object({
  net: text,
  profile: text,
  start: text,
  tab: v.optional(v.fallback(v.optional(v.picklist(processTabs)), undefined)),
  order: v.optional(v.fallback(v.optional(v.picklist(['newest', 'oldest'])), undefined)),
  nonce,
});

/** Plain `name=value` pairs: what a person can read, type and correct. The router's default would write JSON. */
export function parseSearch(search: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(search));
}

export function stringifySearch(search: Record<string, unknown>): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(search))
    if (typeof value === 'string' || typeof value === 'number') parameters.set(name, String(value));
  const written = parameters.toString();
  return written === '' ? '' : `?${written}`;
}
