import { findTag } from '../protocol/tags.ts';
import type { Archive } from './archive.ts';
import { jsonResponse, openToAll } from './unit.ts';

/**
 * `GET /state/{process}?to=` (legacynet.md §9): the one memory that the unit has, which is that of the checkpoint it published. Of what comes
 * before it nothing is kept (425); asked for later, it says by its headers where it stands.
 */
export async function answerMemory(archive: Archive, processId: string, url: URL): Promise<Response> {
  const checkpoint = archive.checkpoints.honest.find(({ tags }) => findTag(tags, 'Process') === processId);
  if (checkpoint === undefined) return jsonResponse({ error: 'No memory of that process is kept.' }, 404);
  const { tags } = checkpoint;
  const timestamp = findTag(tags, 'Timestamp') ?? '';
  const to = url.searchParams.get('to');
  if (to !== null && Number(to) < Number(timestamp)) {
    return jsonResponse({ error: `The process was evaluated up to ${timestamp}, which is later.` }, 425);
  }
  const packed = await checkpoint.loadData();
  const body = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'));
  const coordinates = {
    'last-timestamp': timestamp,
    'last-ordinate': findTag(tags, 'Nonce') ?? '',
    'last-block-height': findTag(tags, 'Block-Height') ?? '',
  };
  const headers = {
    ...openToAll,
    'content-type': 'application/octet-stream',
    'access-control-expose-headers': Object.keys(coordinates).join(', '),
    ...coordinates,
  };
  return new Response(body, { headers });
}
