import { type Bytes, decodeUtf8Lossy } from '../base/bytes.ts';
import { isSelfsameError, SourceError } from '../base/errors.ts';
import type { GatewayTransaction } from '../protocol/gatewayJson.ts';
import type { ItemId } from '../protocol/ids.ts';
import { findTag } from '../protocol/tags.ts';
import { readBundledItem } from './bundledItem.ts';
import type { Fallback } from './fallback.ts';
import type { Http, HttpRequestOptions } from './http.ts';

/** What an index says of an item whose data is asked for. */
export type ItemOfData = Pick<GatewayTransaction, 'id' | 'tags' | 'dataBytes' | 'bundledIn'>;

export interface ItemDataSources {
  readonly http: Http;
  readonly gateways: Fallback;
  readonly bundleOf: (id: ItemId, options: HttpRequestOptions) => Promise<ItemId | null>;
}

/** Beside its data an item has a signature, a key and tags. */
const mostBesideData = 64 * 1024;

/**
 * An item's data as it was signed, as long as the index says that it is.
 *
 * Gateways pass an item's own `Content-Encoding` tag on as a header, and a browser unpacks what has one, for good: no request can keep it from that. Then the
 * item is cut out of its bundle, which has no such tag.
 * @throws SourceError `not-found`, `pending`, `incomplete-body`, `html-instead-of-data`; `data-unpacked` where only something else can be had
 */
export async function fetchItemData(
  sources: ItemDataSources,
  item: ItemOfData,
  options: HttpRequestOptions = {},
): Promise<Bytes> {
  const { http, gateways } = sources;
  if (findTag(item.tags, 'Content-Encoding') === undefined) return fetchWhole(sources, item, options);
  try {
    return await gateways.first((url, ask) => getPacked(http, url, item, { ...options, ...ask }), options);
  } catch (error) {
    if (options.signal?.aborted || !isOtherwise(error) || item.bundledIn === null) throw error;
    return fetchFromBundle(sources, item, item.bundledIn, options, error);
  }
}

/**
 * `/raw/{id}` where the gateway has that route, else `/{id}`.
 * @throws SourceError `not-found`, `pending`
 */
export async function getRaw(http: Http, url: string, id: ItemId, ask: HttpRequestOptions): Promise<Bytes> {
  const get = async (path: string): Promise<Bytes> => {
    const answer = await http.request(`${url}${path}`, ask);
    if (answer.status === 202) throw pending(id, answer.url);
    return answer.bytes;
  };
  try {
    return await get(`/raw/${id}`);
  } catch (error) {
    if (!isMissing(error)) throw error;
    return get(`/${id}`);
  }
}

export function pending(id: string, url: string): SourceError {
  return new SourceError('pending', `Transaction ${id} is not yet in a block.`, {
    details: { url, itemId: id },
  });
}

function isMissing(error: unknown): boolean {
  return error instanceof SourceError && (error.code === 'not-found' || error.details['status'] === 400);
}

/**
 * Gateways are known to answer with a page about themselves where they lack an item, and what a server sends without its length can end anywhere. So
 * another gateway's answer of the right length comes first. Where none has it, whoever verifies says what is wrong: nobody signs an index's length, and
 * what is no part of an item may be a lie.
 */
async function fetchWhole(
  { http, gateways }: ItemDataSources,
  item: ItemOfData,
  options: HttpRequestOptions,
): Promise<Bytes> {
  let otherLength: Bytes | undefined;
  try {
    return await gateways.first(async (url, ask) => {
      const bytes = await getRaw(http, url, item.id, { ...options, ...ask });
      if (item.dataBytes === null || bytes.length === item.dataBytes) return bytes;
      if (isPage(bytes, item)) throw page(item, url);
      otherLength ??= bytes;
      throw ofOtherLength(item, url, bytes);
    }, options);
  } catch (error) {
    if (options.signal?.aborted || otherLength === undefined) throw error;
    return otherLength;
  }
}

/** A web page in the place of an item that is none. */
function isPage(bytes: Bytes, { tags }: ItemOfData): boolean {
  const isMeant = /html/i.test(findTag(tags, 'Content-Type') ?? '');
  return !isMeant && /^\s*<(!doctype html|html)\b/i.test(decodeUtf8Lossy(bytes.subarray(0, 200)));
}

function page({ id }: ItemOfData, url: string): SourceError {
  return new SourceError(
    'html-instead-of-data',
    `${url} answered with a web page where item ${id} was asked for.`,
    {
      details: { url, itemId: id },
    },
  );
}

function ofOtherLength({ id, dataBytes }: ItemOfData, url: string, { length }: Bytes): SourceError {
  return new SourceError(
    length < Number(dataBytes) ? 'incomplete-body' : 'other-length',
    `${url} gave ${length} bytes for item ${id}, which has ${dataBytes} by the index.`,
    { details: { url, itemId: id, received: length, expected: dataBytes } },
  );
}

async function getPacked(http: Http, url: string, item: ItemOfData, ask: HttpRequestOptions): Promise<Bytes> {
  const { id, dataBytes, tags } = item;
  const limit = ask.maximumBytes;
  // No more is read of what grows while it is unpacked.
  const isLimit = dataBytes !== null && (limit === undefined || dataBytes <= limit);
  try {
    const bytes = await getRaw(http, url, id, isLimit ? { ...ask, maximumBytes: dataBytes } : ask);
    const isPacked =
      dataBytes === null
        ? findTag(tags, 'Content-Encoding') !== 'gzip' || isGzip(bytes)
        : bytes.length === dataBytes;
    if (isPacked) return bytes;
  } catch (error) {
    if (!isLimit || !isSelfsameError(error) || error.code !== 'too-large') throw error;
  }
  throw unpacked(id, url);
}

/** RFC 1952. */
function isGzip([first, second]: Bytes): boolean {
  return first === 0x1f && second === 0x8b;
}

/** Something came, and it is not what was published; a browser that fails to unpack it says that it broke off. */
function isOtherwise(error: unknown): error is SourceError {
  const codes = ['data-unpacked', 'incomplete-body', 'no-source-answered'];
  return error instanceof SourceError && codes.includes(error.code);
}

async function fetchFromBundle(
  { http, gateways, bundleOf }: ItemDataSources,
  { id }: ItemOfData,
  bundledIn: ItemId,
  { maximumBytes, ...options }: HttpRequestOptions,
  whyNotAlone: SourceError,
): Promise<Bytes> {
  const limit = maximumBytes === undefined ? Number.POSITIVE_INFINITY : maximumBytes + mostBesideData;
  const wanted = { id, bundledIn, maximumBytes: limit };
  try {
    const found = await gateways.first(
      (url, ask) =>
        readBundledItem(wanted, {
          read: (bundle, range) => http.getBytes(`${url}/raw/${bundle}`, { ...options, ...ask, range }),
          bundleOf: (bundle) => bundleOf(bundle, ask),
        }),
      options,
    );
    return found.data;
  } catch (error) {
    if (options.signal?.aborted || !isSelfsameError(error)) throw error;
    const { code, message, details } = whyNotAlone;
    const sentence = `${message} Nor could it be cut out of its bundle ${bundledIn}: ${error.message}`;
    throw new SourceError(code, sentence, { details: { ...details, bundle: bundledIn }, cause: error });
  }
}

/** Nobody lies there, and nothing can be checked. */
function unpacked(id: ItemId, url: string): SourceError {
  return new SourceError(
    'data-unpacked',
    `${url} gave other bytes of ${id} than were published, as where a gateway has the browser unpack them: whether its owner signed these cannot be checked.`,
    { details: { url, itemId: id } },
  );
}
