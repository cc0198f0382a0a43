import { ProtocolError } from '../base/errors.ts';
import { type EvaluationResult, isErrorResult, type Json } from './evaluationResult.ts';
import type { Tags } from './tags.ts';

/** A question to a process, as a dry-run carries it. */
export interface DryRunQuestion {
  readonly Id: string;
  readonly Owner: string;
  readonly Data: string;
  readonly Anchor: string;
  readonly Tags: Tags;
}

/** Base units are exact, whatever their size; `denomination` is the number of decimal places. */
export interface TokenDescription {
  readonly name: string | null;
  readonly ticker: string | null;
  readonly logo: string | null;
  readonly denomination: number | null;
}

/**
 * What does `account` hold? By the aos token blueprint's convention `Recipient` names the account; older tokens read `Target`, and all
 * fall back to the sender, so all three say the same. Fields as aoconnect fills them (legacynet.md §9).
 */
export function balanceQuestion(account: string): DryRunQuestion {
  return question(account, 'Balance', [
    { name: 'Recipient', value: account },
    { name: 'Target', value: account },
  ]);
}

/** What is this token? Answered with Name, Ticker, Logo and Denomination tags. */
export function infoQuestion(asker: string): DryRunQuestion {
  return question(asker, 'Info', []);
}

/**
 * The amount in a token's answer to `balanceQuestion`: the `Balance` tag of the first message that has one, else the first message's Data,
 * else Output, where it is decimal digits.
 * @throws ProtocolError `no-balance-reply`, `balance-refused` where the process answers with an error
 */
export function decodeBalanceReply(result: EvaluationResult): bigint {
  if (isErrorResult(result)) {
    const said = typeof result.Error === 'string' ? result.Error : JSON.stringify(result.Error);
    throw new ProtocolError(
      'balance-refused',
      `The process answered the balance question with an error: ${said}`,
      {
        details: { error: said.slice(0, 500) },
      },
    );
  }
  for (const candidate of balanceCandidates(result)) {
    const amount = parseBaseUnits(candidate);
    if (amount !== undefined) return amount;
  }
  throw new ProtocolError(
    'no-balance-reply',
    'The process did not answer the balance question with an amount. It may not be a token.',
    { details: { messages: result.Messages.length, output: JSON.stringify(result.Output).slice(0, 500) } },
  );
}

/** Unknown where the process does not say; tag names in any case, because tokens differ. Never throws. */
export function decodeTokenInfo(result: EvaluationResult): TokenDescription {
  const replies = isErrorResult(result) ? [] : result.Messages.map(replyTags);
  const reply =
    replies.find((tags) => tags.has('denomination')) ?? replies.find((tags) => tags.has('ticker'));
  const text = (name: string) => reply?.get(name) ?? null;
  const denomination = text('denomination');
  const places = denomination !== null && /^\d{1,3}$/.test(denomination) ? Number(denomination) : null;
  return {
    name: text('name'),
    ticker: text('ticker'),
    logo: text('logo'),
    denomination: places !== null && places <= 255 ? places : null,
  };
}

/** Decimal digits, with a sign if need be; `undefined` for anything else. */
export function parseBaseUnits(value: Json | undefined): bigint | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : undefined;
  if (typeof value !== 'string' || value.length > 1000 || !/^-?\d+$/.test(value)) return undefined;
  return BigInt(value);
}

function question(owner: string, action: string, tags: Tags): DryRunQuestion {
  return {
    Id: '1234',
    Owner: owner,
    Data: '1234',
    Anchor: '0',
    Tags: [
      { name: 'Action', value: action },
      ...tags,
      { name: 'Data-Protocol', value: 'ao' },
      { name: 'Type', value: 'Message' },
      { name: 'Variant', value: 'ao.TN.1' },
    ],
  };
}

function balanceCandidates(result: EvaluationResult): readonly (Json | undefined)[] {
  const tagged = result.Messages.map((message) => replyTags(message).get('balance'));
  const output = member(result.Output, 'data');
  return [
    ...tagged,
    ...result.Messages.map((message) => member(message, 'Data')),
    result.Output,
    output,
    member(output ?? null, 'output'),
  ];
}

/** Tags of an outbox message by lower-case name, the first of a name. */
function replyTags(message: Json): ReadonlyMap<string, string> {
  const tags = member(message, 'Tags');
  const named = new Map<string, string>();
  if (!Array.isArray(tags)) return named;
  for (const tag of tags as readonly Json[]) {
    const name = member(tag, 'name');
    const value = member(tag, 'value');
    if (typeof name !== 'string') continue;
    const key = name.toLowerCase();
    if (!named.has(key) && (typeof value === 'string' || typeof value === 'number'))
      named.set(key, String(value));
  }
  return named;
}

function member(value: Json, name: string): Json | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.hasOwn(value, name) ? (value as Readonly<Record<string, Json>>)[name] : undefined;
}
