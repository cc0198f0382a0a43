import { ProtocolError } from '../base/errors.ts';
import { isDeepText } from '../base/jsonDepth.ts';
import { type EvaluationResult, isErrorResult, type Json } from './evaluationResult.ts';
import { parseAmount } from './tokenAmount.ts';

/** What a token process says about itself; null where it does not. */
export interface TokenInfo {
  readonly name: string | null;
  readonly ticker: string | null;
  readonly logo: string | null;
  /** Decimal places. */
  readonly denomination: number | null;
}

/** A dry-run that asks a token something, in the form in which aoconnect asks it (legacynet.md §9). */
export interface TokenQuestion {
  readonly Id: string;
  readonly Owner: string;
  readonly Data: string;
  readonly Anchor: string;
  readonly Tags: readonly { readonly name: string; readonly value: string }[];
}

/**
 * Tokens differ in what names the account: the `Recipient` tag, the `Target` tag, or who asks. All three are the wallet here, so that
 * each of them gives the same answer.
 */
export function balanceQuestion(wallet: string): TokenQuestion {
  return question(wallet, [
    ['Action', 'Balance'],
    ['Recipient', wallet],
    ['Target', wallet],
  ]);
}

export function balancesQuestion(): TokenQuestion {
  return question('1234', [['Action', 'Balances']]);
}

export function infoQuestion(): TokenQuestion {
  return question('1234', [['Action', 'Info']]);
}

/**
 * The amount in a token's answer to `balanceQuestion`, in base units: the `Balance` tag of a message, else a message's data, else what the
 * process printed. Names of tags in any capitalisation.
 * @throws ProtocolError `no-balance` with what the process said instead in `details.said`
 */
export function decodeBalance(result: EvaluationResult): bigint {
  if (isErrorResult(result)) throw noBalance(textOf(result.Error ?? null));
  const replies = result.Messages.map(readReply);
  const texts = [
    ...replies.map(({ tags }) => tags.get('balance')),
    ...replies.map(({ data }) => data),
    ...printedTexts(result.Output),
  ];
  for (const text of texts) {
    const amount = text === undefined ? undefined : parseAmount(text);
    if (amount !== undefined) return amount;
  }
  throw noBalance(texts.find((text) => text !== undefined && text !== '') ?? '');
}

/**
 * Everybody's amounts in base units, by wallet, in a token's answer to `balancesQuestion`: the data of a message, a JSON object.
 * @throws ProtocolError `no-balance` with what the process said instead in `details.said`
 */
export function decodeBalances(result: EvaluationResult): ReadonlyMap<string, bigint> {
  if (isErrorResult(result)) throw noBalance(textOf(result.Error ?? null));
  const texts = result.Messages.flatMap((message) => readReply(message).data ?? []);
  for (const text of texts) {
    const balances = readBalances(text);
    if (balances !== undefined) return balances;
  }
  throw noBalance(texts[0] ?? '');
}

/** What a token's answer to `infoQuestion` says: tags of its message, or a JSON object with the same names as the message's data. */
export function decodeTokenInfo(result: EvaluationResult): TokenInfo {
  const replies = isErrorResult(result) ? [] : result.Messages.map(readReply);
  const find = (name: string): string | null => {
    for (const { tags, object } of replies) {
      const text = tags.get(name) ?? object.get(name);
      if (text !== undefined) return text;
    }
    return null;
  };
  const denomination = find('denomination');
  return {
    name: find('name'),
    ticker: find('ticker'),
    logo: find('logo'),
    denomination: denomination !== null && /^\d{1,3}$/.test(denomination) ? Number(denomination) : null,
  };
}

function question(owner: string, tags: readonly (readonly [string, string])[]): TokenQuestion {
  const protocolTags = [
    ['Data-Protocol', 'ao'],
    ['Type', 'Message'],
    ['Variant', 'ao.TN.1'],
  ] as const;
  return {
    Id: '1234',
    Owner: owner,
    // Not aoconnect's 1234: a process that echoes it would seem to hold that much.
    Data: '',
    Anchor: '0',
    Tags: [...tags, ...protocolTags].map(([name, value]) => ({ name, value })),
  };
}

interface Reply {
  /** By lower-case name; the first of a name. */
  readonly tags: ReadonlyMap<string, string>;
  readonly data: string | undefined;
  /** Members of the data where it is a JSON object, by lower-case name. */
  readonly object: ReadonlyMap<string, string>;
}

function readReply(message: Json): Reply {
  const { Tags, Data } = asObject(message);
  const tags = new Map<string, string>();
  for (const tag of Array.isArray(Tags) ? (Tags as readonly Json[]) : []) {
    const { name, value } = asObject(tag);
    if (typeof name !== 'string' || value === undefined || value === null) continue;
    if (!tags.has(name.toLowerCase())) tags.set(name.toLowerCase(), textOf(value));
  }
  const data = Data === undefined || Data === null ? undefined : textOf(Data);
  return { tags, data, object: readObject(data) };
}

function readObject(text: string | undefined): ReadonlyMap<string, string> {
  // Its members could not be written in every browser.
  if (text !== undefined && isDeepText(text)) return new Map();
  try {
    const members = Object.entries(asObject(JSON.parse(text ?? 'null') as Json));
    return new Map(members.map(([name, value]) => [name.toLowerCase(), textOf(value)]));
  } catch {
    return new Map();
  }
}

/** Undefined for anything but an object of amounts. */
function readBalances(text: string): ReadonlyMap<string, bigint> | undefined {
  let json: Json;
  try {
    JSON.parse(text);
    json = JSON.parse(quoteWholeNumbers(text)) as Json;
  } catch {
    return undefined;
  }
  // An empty Lua table is encoded as a list.
  if (Array.isArray(json) && json.length === 0) return new Map();
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return undefined;
  const balances = new Map<string, bigint>();
  for (const [wallet, value] of Object.entries(json)) {
    // No amount, and perhaps nested too deeply to be written.
    if (typeof value === 'object') return undefined;
    const amount = parseAmount(textOf(value));
    if (amount === undefined) return undefined;
    balances.set(wallet, amount);
  }
  return balances;
}

/** A text, or a number without fraction or exponent: what stands beyond 2^53 would be read as another number. */
const textOrWholeNumber = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?![\d.eE])/g;

/** Whole numbers of a JSON text as texts, digit by digit. Lua writes its 64-bit integers so. */
function quoteWholeNumbers(json: string): string {
  return json.replace(textOrWholeNumber, (token) => (token.startsWith('"') ? token : `"${token}"`));
}

/** aos prints into `Output.data`, before 2.0 into `Output.data.output`; other modules make `Output` itself a text. */
function printedTexts(output: Json): readonly string[] {
  const data = asObject(output)['data'];
  return [output, data, asObject(data)['output']].filter((text) => typeof text === 'string');
}

function asObject(value: Json | undefined): { readonly [key: string]: Json | undefined } {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? (value as { readonly [key: string]: Json }) : {};
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null, roundedInExponents);
}

/** The digits of a whole number beyond 2^53 were lost where its JSON was read: written in exponents, it passes for no amount. */
function roundedInExponents(_name: string, value: unknown): unknown {
  const isRounded = typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value);
  return isRounded ? value.toExponential() : value;
}

function noBalance(said: string): ProtocolError {
  const shown = said.length > 200 ? `${said.slice(0, 200)}…` : said;
  const instead = shown === '' ? 'It said nothing.' : `It said: ${shown}`;
  return new ProtocolError('no-balance', `The process did not answer with a balance. ${instead}`, {
    details: { said: shown },
  });
}
