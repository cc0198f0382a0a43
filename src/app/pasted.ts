/**
 * What a person pastes: a bare id, `process wallet`, `ar://…`, a link of this app or of another explorer.
 * Only shapes are read here; whether the id names anything is the engine's to find out.
 */
export type Pasted =
  | { readonly kind: 'nothing' }
  | ({ readonly kind: 'process'; readonly processId: string } & Linked)
  | ({
      readonly kind: 'balance';
      readonly processId: string;
      readonly wallet: string;
      readonly nonce: number | null;
    } & Linked)
  | ({ readonly kind: 'message'; readonly processId: string; readonly nonce: number } & Linked)
  | ({ readonly kind: 'dry-run' | 'comparison'; readonly processId: string } & Linked)
  | {
      readonly kind: 'receipt';
      readonly code: string;
      /** Whose balance it was handed on for. */
      readonly wallet: string | null;
      readonly net: string | null;
    }
  /** Another explorer's link to a message by id: AO's scheduler units find messages by process and nonce only. */
  | { readonly kind: 'message-id'; readonly messageId: string }
  | { readonly kind: 'unreadable'; readonly reason: string };

interface Linked {
  readonly net: string | null;
  /** The route of this app that it means: a link of ours as it stands, so that nothing of it is lost. Null where the ids say all. */
  readonly path: string | null;
}

/** 32 bytes in canonical base64url: the last of the 43 characters carries four bits, so it is one of sixteen. */
const itemIdSource = '[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]';
const itemId = new RegExp(`(?<![A-Za-z0-9_-])${itemIdSource}(?![A-Za-z0-9_-])`, 'g');
const wholeItemId = new RegExp(`^${itemIdSource}$`);
const wallet = new RegExp(`(?<![A-Za-z0-9_-])(?:${itemIdSource}|0x[0-9a-fA-F]{40})(?![A-Za-z0-9_-])`, 'g');
const ownMessageLink = new RegExp(`#/process/(${itemIdSource})/message/(\\d{1,15})(?!\\d)`);
const ownQuestionLink = new RegExp(`#/process/(${itemIdSource})/(ask|compare/\\d{1,15})(?![^?\\s])`);
const receiptLink = /#\/verify\/(\d+\.[A-Za-z0-9_-]+)/;
/** What compute units answer about one message: `/result/MESSAGE?process-id=PROCESS`. */
const resultLink = new RegExp(
  `/result/(${itemIdSource})\\?(?:[^#\\s]*&)?process-id=(${itemIdSource})(?![A-Za-z0-9_-])`,
);
const foreignMessageLink = new RegExp(`/(?:message|m)/(${itemIdSource})(?![A-Za-z0-9_-])`);

export function isIdShape(text: string): boolean {
  return wholeItemId.test(text);
}

/** As long as an id, and of its characters, but of no 32 bytes: one of them is mistyped. */
export function hasWrongEnding(text: string): boolean {
  return /^[A-Za-z0-9_-]{43}$/.test(text) && !isIdShape(text);
}

export function isWalletShape(text: string): boolean {
  return isIdShape(text) || /^0x[0-9a-fA-F]{40}$/.test(text);
}

/** The nonce that a link or a field names; null where its text is none. */
export function nonceOf(text: string): number | null {
  const digits = text.trim();
  return /^\d{1,15}$/.test(digits) ? Number(digits) : null;
}

/** The first id inside `text` where there is one, else the trimmed text: for fields that take a process. */
export function idInside(text: string): string {
  return text.match(itemId)?.[0] ?? text.trim();
}

/** The last wallet inside `text` where there is one, else the trimmed text: for fields that take a wallet. */
export function walletInside(text: string): string {
  return text.match(wallet)?.at(-1) ?? text.trim();
}

export function parsePasted(text: string): Pasted {
  const trimmed = text.trim();
  if (trimmed === '') return { kind: 'nothing' };
  const parameters = hashParameters(trimmed);
  const net = parameters.get('net');

  const ownMessage = ownMessageLink.exec(trimmed);
  if (ownMessage?.[1] !== undefined) {
    const [, id, nonce] = ownMessage;
    return {
      ...{ kind: 'message', processId: id, nonce: Number(nonce), net },
      path: pathBelow(`/process/${id}/message/${nonce}`, trimmed),
    };
  }
  const [, asked, question = ''] = ownQuestionLink.exec(trimmed) ?? [];
  if (asked !== undefined) {
    return {
      ...{ kind: question === 'ask' ? 'dry-run' : 'comparison', processId: asked, net },
      path: pathBelow(`/process/${asked}/${question}`, trimmed),
    };
  }

  const receipt = receiptLink.exec(trimmed)?.[1];
  if (receipt !== undefined) return { kind: 'receipt', code: receipt, wallet: parameters.get('wallet'), net };

  const [, answered, answeredBy] = resultLink.exec(trimmed) ?? [];
  if (answered !== undefined && answeredBy !== undefined)
    return {
      ...{ kind: 'process', processId: answeredBy, net: null },
      path: `/process/${answeredBy}?find=${answered}`,
    };

  const foreign = foreignMessageLink.exec(trimmed);
  if (foreign?.[1] !== undefined) return { kind: 'message-id', messageId: foreign[1] };

  const found = walletsIn(trimmed, parameters);
  const processId = found.find(isIdShape);
  if (processId === undefined) return unreadable(trimmed, found.length > 0);
  const said = parameters.get('nonce')?.trim() ?? '';
  const nonce = nonceOf(said);
  const holder = found[found.indexOf(processId) + 1] ?? found.find((text) => text !== processId);
  if (holder === undefined)
    return { kind: 'process', processId, net, path: pathBelow(`/process/${processId}`, trimmed) };
  if (said !== '' && nonce === null)
    return {
      kind: 'unreadable',
      reason: `The link’s nonce, “${said.slice(0, 40)}”, is not a whole number from 0 up.`,
    };
  return {
    kind: 'balance',
    processId,
    wallet: holder,
    nonce,
    net,
    path: pathBelow('/balance', trimmed),
  };
}

/** Ids and wallets, in order. Values of parameters come last, and a network encoded in `net`, which may itself look like ids, never. */
function walletsIn(text: string, parameters: URLSearchParams): readonly string[] {
  if (parameters.has('process'))
    return `${parameters.get('process')} ${parameters.get('wallet') ?? ''}`.match(wallet) ?? [];
  const whole = text.replace(/\s+/g, '');
  // Broken into lines by whoever sent it. What is words only is none.
  if (isIdShape(whole) && /[A-Z0-9]/.test(whole)) return [whole];
  const before = text.split('?')[0]?.match(wallet) ?? [];
  return before.some(isIdShape) ? before : (text.replace(/[?&]net=[^&\s]*/g, '').match(wallet) ?? []);
}

/** The rest of `text` from `route` on, where that is the route of a link of ours: no others stand below it. */
function pathBelow(route: string, text: string): string | null {
  const start = text.indexOf(`#${route}`);
  const [path = ''] = start < 0 ? [] : text.slice(start + 1).split(/\s/);
  return path === route || path.startsWith(`${route}?`) ? path : null;
}

function hashParameters(text: string): URLSearchParams {
  const start = text.indexOf('?', Math.max(text.indexOf('#'), 0));
  return new URLSearchParams(start < 0 ? '' : text.slice(start + 1));
}

function unreadable(text: string, onlyWallet: boolean): Pasted {
  if (onlyWallet)
    return {
      kind: 'unreadable',
      reason:
        'That is a wallet. Put the id of the token’s process before it: wallets and explorers show it with the token.',
    };
  const longest = text.split(/[^A-Za-z0-9_-]+/).reduce((a, b) => (b.length > a.length ? b : a), '');
  if (hasWrongEnding(longest))
    return {
      kind: 'unreadable',
      reason: `That has the 43 characters of an id, but no id ends in “${longest.at(-1)}”: a character is wrong.`,
    };
  return {
    kind: 'unreadable',
    reason:
      longest.length > 20
        ? `An id has 43 characters of A–Z, a–z, 0–9, - and _; the longest piece here has ${longest.length}.`
        : 'There is no id in it, and names are not looked up. An id has 43 characters of A–Z, a–z, 0–9, - and _.',
  };
}
