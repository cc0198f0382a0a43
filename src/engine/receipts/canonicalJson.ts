import type { Json } from '../../protocol/evaluationResult.ts';

/**
 * The one text of a JSON value, by RFC 8785: no white space, members sorted by the UTF-16 code units of their names, numbers and strings as
 * ECMAScript writes them. Members that are `undefined` are left out, as by `JSON.stringify`.
 *
 * One thing more than the RFC: half of a surrogate pair, which it forbids, is written as its escape (`\ud800`), since a module may print it.
 */
export function canonicalJson(value: Json): string {
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  // The default order is that of code units.
  const names = Object.keys(value).sort();
  const members = names.flatMap((name) => {
    const member = value[name];
    return member === undefined ? [] : [`${JSON.stringify(name)}:${canonicalJson(member)}`];
  });
  return `{${members.join(',')}}`;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
