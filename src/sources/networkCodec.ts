import { decodeBase64url, encodeBase64url } from '../base/base64url.ts';
import { decodeUtf8Strict, encodeUtf8 } from '../base/bytes.ts';
import { SourceError } from '../base/errors.ts';
import { legacynet, type Network } from './network.ts';

const lists = ['gateways', 'graphql', 'schedulerUnits', 'computeUnits'] as const;
const maximumUrls = 8;
const maximumNameLength = 60;

/**
 * Checks a network that came from a link, from Settings or from an earlier version of the app, and brings it into its canonical
 * form: URLs parsed and printed again, without a trailing slash, each once. Unknown fields are dropped.
 * @throws SourceError `invalid-network`; `details.field` names what is wrong, as in `graphql[1]`
 */
export function decodeNetwork(value: unknown): Network {
  if (typeof value !== 'object' || value === null) throw invalid('network', 'is not an object', typeof value);
  const record = value as Readonly<Record<string, unknown>>;
  const network = {
    id: decodeText(record['id'], 'id'),
    name: decodeText(record['name'], 'name'),
    gateways: decodeUrls(record['gateways'], 'gateways'),
    graphql: decodeUrls(record['graphql'], 'graphql'),
    schedulerUnits: decodeUrls(record['schedulerUnits'], 'schedulerUnits'),
    computeUnits: decodeUrls(record['computeUnits'], 'computeUnits'),
  };
  if (network.gateways.length === 0) throw invalid('gateways', 'is empty', 'no URL');
  if (network.graphql.length === 0 && network.schedulerUnits.length === 0) {
    throw invalid('graphql', 'is empty, and so is schedulerUnits: no scheduler unit can be found', 'no URL');
  }
  return network;
}

/**
 * Text for a link: a preset's id where the network equals that preset, else a compact code. The same network always gives the same text.
 */
export function encodeNetworkLink(network: Network, presets: readonly Network[] = [legacynet]): string {
  const canonical = decodeNetwork(network);
  const preset = presets.find(
    (known) => known.id === canonical.id && sameSources(decodeNetwork(known), canonical),
  );
  if (preset !== undefined) return preset.id;
  const compact = [canonical.name, ...lists.map((list) => canonical[list].map(shortenUrl))];
  return `1.${encodeBase64url(encodeUtf8(JSON.stringify(compact)))}`;
}

/** @throws SourceError `invalid-network` */
export function decodeNetworkLink(text: string, presets: readonly Network[] = [legacynet]): Network {
  const preset = presets.find((known) => known.id === text);
  if (preset !== undefined) return preset;
  if (!text.startsWith('1.')) throw invalid('link', 'names no known network', text);
  const parts = decodeCompact(text.slice(2));
  if (!Array.isArray(parts)) throw invalid('link', 'is not a network code', text);
  const [name, ...urls] = parts as readonly unknown[];
  const fields = lists.map((list, index) => [list, expandUrls(urls[index])] as const);
  return decodeNetwork({ id: 'custom', name, ...Object.fromEntries(fields) });
}

function decodeCompact(code: string): unknown {
  try {
    return JSON.parse(decodeUtf8Strict(decodeBase64url(code)) ?? '') as unknown;
  } catch (cause) {
    throw invalid('link', 'is not a network code', code, cause);
  }
}

function decodeText(value: unknown, field: string): string {
  if (typeof value !== 'string') throw invalid(field, 'is not text', typeof value);
  const text = value.trim();
  if (text === '') throw invalid(field, 'is empty', value);
  if (text.length > maximumNameLength)
    throw invalid(field, `is longer than ${maximumNameLength} characters`, text);
  return text;
}

function decodeUrls(value: unknown, field: string): readonly string[] {
  if (!Array.isArray(value)) throw invalid(field, 'is not a list of URLs', typeof value);
  if (value.length > maximumUrls)
    throw invalid(field, `has more than ${maximumUrls} URLs`, String(value.length));
  const urls = value.map((url: unknown, index) => decodeSourceUrl(url, `${field}[${index}]`));
  return [...new Set(urls)];
}

/**
 * One server's URL in canonical form: http or https, no user name, query or fragment, no trailing slash.
 * @throws SourceError `invalid-network` with `details.field`
 */
function decodeSourceUrl(value: unknown, field: string): string {
  if (typeof value !== 'string') throw invalid(field, 'is not text', typeof value);
  const text = value.trim();
  if (!URL.canParse(text)) throw invalid(field, 'is not a URL', text);
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw invalid(field, 'is not an http(s) URL', text);
  if (url.username !== '' || url.password !== '')
    throw invalid(field, 'contains a user name or password', url.host);
  if (url.search !== '' || url.hash !== '') throw invalid(field, 'has a query or a fragment', text);
  return url.href.replace(/\/+$/, '');
}

function sameSources(a: Network, b: Network): boolean {
  return lists.every((list) => a[list].join(' ') === b[list].join(' '));
}

function shortenUrl(url: string): string {
  return url.startsWith('https://') ? url.slice('https://'.length) : url;
}

function expandUrls(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  return value.map((url: unknown) =>
    typeof url === 'string' && !/^https?:\/\//.test(url) ? `https://${url}` : url,
  );
}

function invalid(field: string, problem: string, actual: string, cause?: unknown): SourceError {
  const shown = actual.length > 80 ? `${actual.slice(0, 80)}…` : actual;
  return new SourceError('invalid-network', `The network’s ${field} ${problem} (${shown}).`, {
    details: { field, actual: shown },
    cause,
  });
}
