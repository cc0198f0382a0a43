/** One server of the demo network: `url` is that of the request, parsed. */
export type Unit = (request: Request, url: URL) => Promise<Response>;

/** Header of every answer: pages of any origin may read it. */
export const openToAll = { 'access-control-allow-origin': '*' };

export function jsonResponse(value: unknown, status = 200): Response {
  return textResponse(JSON.stringify(value), 'application/json', status);
}

export function textResponse(
  text: string,
  contentType = 'text/plain; charset=utf-8',
  status = 200,
): Response {
  return new Response(text, { status, headers: { ...openToAll, 'content-type': contentType } });
}

export function bytesResponse(bytes: Uint8Array<ArrayBuffer>, contentType: string): Response {
  const headers = { ...openToAll, 'content-type': contentType, 'content-length': String(bytes.length) };
  return new Response(bytes, { headers });
}
