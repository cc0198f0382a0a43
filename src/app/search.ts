import * as v from 'valibot';
import { isWalletShape, nonceOf } from './pasted.ts';

/**
 * Search parameters are typed per route and never throw: a link with a wrong parameter opens the screen, which then says what is
 * wrong with the value, or ignores a parameter that has no meaning.
 */
const text = v.optional(v.fallback(v.optional(v.pipe(v.string(), v.trim(), v.maxLength(8_000))), undefined));
const nonceText = v.pipe(v.union([v.string(), v.number()]), v.transform(String), v.trim());
/** What is no nonce stays text, to be told as wrong, and never means another nonce. */
const nonceAsked = v.optional(
  v.fallback(
    v.optional(
      v.pipe(
        nonceText,
        v.transform((said) => (said === '' ? undefined : (nonceOf(said) ?? said))),
      ),
    ),
    undefined,
  ),
);

/** Of any length: a network that is not read would be another one. */
const net = v.optional(v.fallback(v.optional(v.pipe(v.string(), v.trim())), undefined));

export const networkSearch = v.object({ net });

/** Who hands a receipt on may say for whose balance: a question, and no part of what is signed. What is no wallet asks nothing. */
const walletAsked = v.optional(
  v.fallback(v.optional(v.pipe(v.string(), v.trim(), v.check(isWalletShape))), undefined),
);

export const verifySearch = v.object({ wallet: walletAsked, net });

export const messageSearch = v.object({ net, profile: text });

export const balanceSearch = v.object({
  process: text,
  wallet: text,
  nonce: nonceAsked,
  net,
  profile: text,
  start: text,
});
export type BalanceSearch = v.InferOutput<typeof balanceSearch>;

export const askedKinds = ['result', 'balances', 'balance', 'memory'] as const;
export type AskedKind = (typeof askedKinds)[number];

export const compareSearch = v.object({
  net,
  profile: text,
  wallet: text,
  ask: v.optional(v.fallback(v.optional(v.picklist(askedKinds)), undefined)),
});

/** As it was typed, of any length: a question that is not read whole would be another one. */
const typed = v.optional(v.fallback(v.optional(v.string()), undefined));

export const askSearch = v.object({
  net,
  profile: text,
  start: text,
  nonce: nonceAsked,
  action: typed,
  tags: typed,
  data: typed,
  as: typed,
  /** The same question after the message before, beside it. */
  beside: v.optional(v.fallback(v.optional(v.picklist(['before'])), undefined)),
});
export type AskSearch = v.InferOutput<typeof askSearch>;

export const processTabs = ['schedule', 'code', 'tags', 'evidence', 'receipts'] as const;
export type ProcessTab = (typeof processTabs)[number];

export const processSearch = v.object({
  net,
  profile: text,
  start: text,
  tab: v.optional(v.fallback(v.optional(v.picklist(processTabs)), undefined)),
  order: v.optional(v.fallback(v.optional(v.picklist(['newest', 'oldest'])), undefined)),
  nonce: nonceAsked,
  /** What is looked for in the schedule, and whether what is not kept here is fetched for it. */
  find: typed,
  reach: v.optional(v.fallback(v.optional(v.picklist(['all'])), undefined)),
  wallet: walletAsked,
});
export type ProcessSearch = v.InferOutput<typeof processSearch>;

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
