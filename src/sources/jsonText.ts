import { type Bytes, decodeUtf8Lossy } from '../base/bytes.ts';
import { SourceError } from '../base/errors.ts';
import { deepestJson, isDeepText } from '../base/jsonDepth.ts';

/**
 * Parses an answer that should be JSON, nested no deeper than what is made of it later can recurse.
 * @throws SourceError `html-instead-of-json` (a portal, a proxy's error page), `incomplete-body` (cut off in the middle),
 * `malformed-json`, `too-deep`
 */
export function parseJsonAnswer(bytes: Bytes, url: string, contentType: string | null): unknown {
  const text = decodeUtf8Lossy(bytes);
  if (isDeepText(text)) {
    const sentence = `${url} answered with JSON that is nested deeper than ${deepestJson} levels.`;
    const details = { url, byteCount: bytes.length, maximumDepth: deepestJson };
    throw new SourceError('too-deep', sentence, { details });
  }
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    const start = text.trimStart().slice(0, 120);
    const details = { url, byteCount: bytes.length, contentType, start };
    if (start.startsWith('<')) {
      throw new SourceError(
        'html-instead-of-json',
        `${url} answered with a web page where JSON was expected.`,
        {
          details,
        },
      );
    }
    if (isCutJson(text)) {
      throw new SourceError(
        'incomplete-body',
        `The JSON that ${url} answered ends after ${bytes.length} bytes, unfinished.`,
        {
          details,
          cause,
        },
      );
    }
    throw new SourceError('malformed-json', `${url} answered with something that is not JSON: "${start}".`, {
      details,
      cause,
    });
  }
}

/** True where only an end is missing: nothing at all, an open string, or an open bracket. */
function isCutJson(text: string): boolean {
  const trimmed = text.trim();
  if (trimmed === '') return true;
  if (!/^[[{"]/.test(trimmed)) return false;
  let depth = 0;
  let inString = false;
  for (let index = 0; index < trimmed.length; index += 1) {
    const character = trimmed[index];
    if (inString) {
      if (character === '\\') index += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '[' || character === '{') depth += 1;
    else if (character === ']' || character === '}') depth -= 1;
    if (depth < 0) return false;
  }
  return inString || depth > 0;
}
