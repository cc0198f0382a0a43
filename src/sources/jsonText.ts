import { type Bytes, decodeUtf8Lossy } from '../base/bytes.ts';
import { SourceError } from '../base/errors.ts';

/**
 * Parses an answer that should be JSON, nested no deeper than what is made of it later can recurse.
 * @throws SourceError `html-instead-of-json` (a portal, a proxy's error page), `incomplete-body` (cut off in the middle),
 * `malformed-json`, `too-deep`
 */
export function parseJsonAnswer(bytes: Bytes, url: string, contentType: string | null): unknown {
  const text = decodeUtf8Lossy(bytes);
  if (isTooDeep(text)) {
    const sentence = `${url} answered with JSON that is nested deeper than ${maximumDepth} levels.`;
    throw new SourceError('too-deep', sentence, { details: { url, byteCount: bytes.length, maximumDepth } });
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

/** Engines parse any depth, and run out of stack where that is written, cloned or compared. */
const maximumDepth = 1_000;

function isTooDeep(text: string): boolean {
  if (text.length <= maximumDepth) return false;
  let depth = 0;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (character === '"') index = endOfString(text, index);
    else if (character === '[' || character === '{') depth += 1;
    else if (character === ']' || character === '}') depth -= 1;
    if (depth > maximumDepth) return true;
  }
  return false;
}

/** Index of the quotation mark that closes the one at `start`; the text's length where none does. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end !== -1) {
    let slashes = 0;
    while (text[end - 1 - slashes] === '\\') slashes += 1;
    if (slashes % 2 === 0) return end;
    end = text.indexOf('"', end + 1);
  }
  return text.length;
}
