/** A JSON text with nothing lost: number literals stay text (AO amounts exceed 2^53), keys keep their order and repetition. */
export type JsonNode =
  | {
      readonly kind: 'object';
      readonly entries: readonly { readonly key: string; readonly value: JsonNode }[];
    }
  | { readonly kind: 'array'; readonly items: readonly JsonNode[] }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'number'; readonly literal: string }
  | { readonly kind: 'word'; readonly word: 'true' | 'false' | 'null' };

/** Deeper texts are attacks on the stack, not documents. */
const maximumDepth = 200;
const maximumCharacters = 4_000_000;

/** U+0000 to U+001F are forbidden inside; \p{Cc} also holds U+007F to U+009F, which are not. */
const stringToken = /"(?:(?!\p{Cc})[^"\\]|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy;
const numberToken = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const wordToken = /true|false|null/y;
const space = /[\t\n\r ]*/y;

/** `undefined` where `text` is not JSON (RFC 8259), is nested deeper than 200, or is longer than 4 million characters. */
export function parseJson(text: string): JsonNode | undefined {
  if (text.length > maximumCharacters) return undefined;
  const reader = { text, position: 0 };
  const node = readValue(reader, 0);
  take(reader, space);
  return reader.position === text.length ? node : undefined;
}

interface Reader {
  readonly text: string;
  position: number;
}

function readValue(reader: Reader, depth: number): JsonNode | undefined {
  if (depth > maximumDepth) return undefined;
  take(reader, space);
  switch (reader.text.charAt(reader.position)) {
    case '{':
      return readObject(reader, depth);
    case '[':
      return readArray(reader, depth);
    case '"': {
      const value = readString(reader);
      return value === undefined ? undefined : { kind: 'string', value };
    }
    default: {
      const word = take(reader, wordToken);
      if (word !== undefined) return { kind: 'word', word: word as 'true' | 'false' | 'null' };
      const literal = take(reader, numberToken);
      return literal === undefined ? undefined : { kind: 'number', literal };
    }
  }
}

function readObject(reader: Reader, depth: number): JsonNode | undefined {
  const entries: { key: string; value: JsonNode }[] = [];
  reader.position += 1;
  if (takeMark(reader, '}')) return { kind: 'object', entries };
  do {
    take(reader, space);
    const key = readString(reader);
    if (key === undefined || !takeMark(reader, ':')) return undefined;
    const value = readValue(reader, depth + 1);
    if (value === undefined) return undefined;
    entries.push({ key, value });
  } while (takeMark(reader, ','));
  return takeMark(reader, '}') ? { kind: 'object', entries } : undefined;
}

function readArray(reader: Reader, depth: number): JsonNode | undefined {
  const items: JsonNode[] = [];
  reader.position += 1;
  if (takeMark(reader, ']')) return { kind: 'array', items };
  do {
    const item = readValue(reader, depth + 1);
    if (item === undefined) return undefined;
    items.push(item);
  } while (takeMark(reader, ','));
  return takeMark(reader, ']') ? { kind: 'array', items } : undefined;
}

function readString(reader: Reader): string | undefined {
  const token = take(reader, stringToken);
  return token === undefined ? undefined : (JSON.parse(token) as string);
}

function takeMark(reader: Reader, mark: string): boolean {
  take(reader, space);
  if (reader.text[reader.position] !== mark) return false;
  reader.position += 1;
  return true;
}

function take(reader: Reader, token: RegExp): string | undefined {
  token.lastIndex = reader.position;
  const found = token.exec(reader.text)?.[0];
  if (found !== undefined) reader.position += found.length;
  return found;
}
