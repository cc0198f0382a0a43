import { findTag } from '../protocol/tags.ts';
import type { Archive } from './archive.ts';
import { blockAt, latestHeight } from './blocks.ts';
import { answerGraphql } from './graphql.ts';
import { bytesResponse, jsonResponse, textResponse, type Unit } from './unit.ts';

/** An Arweave gateway's routes that compute units read: data, transactions, blocks, GraphQL (legacynet.md §3.4). */
export function createGateway(archive: Archive): Unit {
  return async (request, url) => {
    const [first = '', second, third] = url.pathname.split('/').slice(1);
    if (first === 'graphql') return answerGraphql(archive, request);
    if (first === '' || first === 'info') return information(archive);
    if (first === 'raw' && second !== undefined) return data(archive, second);
    if (first === 'block' && second === 'height' && third !== undefined) return block(archive, third);
    if (first === 'tx' && second !== undefined) return transaction(archive, second);
    return second === undefined ? data(archive, first) : notFound();
  };
}

function information(archive: Archive): Response {
  const height = latestHeight(archive);
  return jsonResponse({ network: 'selfsame.demo', height, current: blockAt(archive.index, height).id });
}

async function data(archive: Archive, id: string): Promise<Response> {
  const published = archive.items.get(id);
  if (published === undefined) return notFound();
  const contentType = findTag(published.tags, 'Content-Type') ?? 'application/octet-stream';
  return bytesResponse(await published.loadData(), contentType);
}

/** Only layer 1 has transactions; data items are known by GraphQL alone. */
function transaction(archive: Archive, id: string): Response {
  const found = archive.items.get(id)?.transaction;
  return found === undefined ? notFound() : jsonResponse(found);
}

function block(archive: Archive, text: string): Response {
  const height = Number(text);
  const { firstBlock } = archive.index;
  if (!Number.isInteger(height) || height < firstBlock.height || height > latestHeight(archive))
    return notFound();
  const { id, timestamp, previous } = blockAt(archive.index, height);
  return jsonResponse({ indep_hash: id, previous_block: previous, timestamp, height, txs: [] });
}

function notFound(): Response {
  return textResponse('Not Found', 'text/plain', 404);
}
