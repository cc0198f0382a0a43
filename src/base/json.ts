import { type ErrorDetails, ProtocolError } from './errors.ts';

/**
 * A JSON value from outside and the path that led to it, so that a refusal can say where it stands.
 * Every reading method throws `ProtocolError` `unexpected-json` with `path`, `expected` and `actual` in its details.
 */
export class JsonAt {
  readonly value: unknown;
  readonly path: string;
  private readonly context: ErrorDetails;

  constructor(value: unknown, path: string, context: ErrorDetails = {}) {
    this.value = value;
    this.path = path;
    this.context = context;
  }

  /** `context` joins the details of every refusal below here. */
  within(context: ErrorDetails): JsonAt {
    return new JsonAt(this.value, this.path, { ...this.context, ...context });
  }

  get isAbsent(): boolean {
    return this.value === undefined || this.value === null;
  }

  /** A member of an object; absent members read as `undefined`. */
  field(name: string): JsonAt {
    const { value } = this;
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw this.unexpected('an object');
    const member = Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
    return new JsonAt(member, `${this.path}.${name}`, this.context);
  }

  items(): readonly JsonAt[] {
    if (!Array.isArray(this.value)) throw this.unexpected('an array');
    return this.value.map((item: unknown, index) => new JsonAt(item, `${this.path}[${index}]`, this.context));
  }

  text(): string {
    if (typeof this.value !== 'string') throw this.unexpected('a string');
    return this.value;
  }

  /** Absent and null are the same: null. */
  textOrNull(): string | null {
    return this.isAbsent ? null : this.text();
  }

  boolean(): boolean {
    if (typeof this.value !== 'boolean') throw this.unexpected('true or false');
    return this.value;
  }

  /** A whole number ≥ 0, written as a JSON number or in decimal digits (leading zeros allowed). */
  count(): number {
    const { value } = this;
    const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
    if (typeof number !== 'number' || !Number.isSafeInteger(number) || number < 0) {
      throw this.unexpected('a whole number');
    }
    return number;
  }

  unexpected(expected: string): ProtocolError {
    const actual = describe(this.value);
    return new ProtocolError(
      'unexpected-json',
      `Expected ${expected} at ${this.path}, but there is ${actual}.`,
      { details: { ...this.context, path: this.path, expected, actual } },
    );
  }
}

function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === 'object') return 'an object';
  const text = String(value);
  return typeof value === 'string' ? `"${text.length > 60 ? `${text.slice(0, 60)}…` : text}"` : text;
}

/** @param what for the refusal. @throws ProtocolError `unexpected-json` */
export function parseJsonText(text: string, what: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new ProtocolError('unexpected-json', `The ${what} is not JSON: "${text.slice(0, 40)}".`, {
      details: { path: what, expected: 'JSON', actual: text.slice(0, 40) },
      cause,
    });
  }
}
