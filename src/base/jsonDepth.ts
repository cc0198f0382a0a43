/**
 * Levels that foreign JSON may be nested. Engines parse any depth, and run out of stack where a value is written, cloned or compared:
 * Chromium clones 1,861 levels between workers, Node 20 arrays of 3,235 levels and objects of 1,915 and writes 4,097.
 */
export const deepestJson = 1_000;

/** Whether brackets in a JSON text nest deeper than `deepestJson`; of a text that is not JSON, either may be said. */
export function isDeepText(text: string): boolean {
  if (!hasManyBrackets(text)) return false;
  let depth = 0;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (character === '"') index = endOfString(text, index);
    else if (character === '[' || character === '{') depth += 1;
    else if (character === ']' || character === '}') depth -= 1;
    if (depth > deepestJson) return true;
  }
  return false;
}

/** Whether a value of JSON nests deeper than `deepestJson`. Takes no stack, however deep it is. */
export function isDeepValue(value: unknown): boolean {
  let level = [value];
  for (let depth = 0; depth < deepestJson; depth += 1) {
    const next: unknown[] = [];
    for (const each of level) {
      if (typeof each !== 'object' || each === null) continue;
      for (const member of Object.values(each)) next.push(member);
    }
    if (next.length === 0) return false;
    level = next;
  }
  return level.some((each) => typeof each === 'object' && each !== null);
}

/** Almost no text has as many as a deep one needs, and the engine itself finds them much faster than a walk from character to character. */
function hasManyBrackets(text: string): boolean {
  if (text.length <= deepestJson) return false;
  let count = 0;
  for (const bracket of '[{') {
    for (let at = text.indexOf(bracket); at !== -1; at = text.indexOf(bracket, at + 1)) {
      count += 1;
      if (count > deepestJson) return true;
    }
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
