import { expect, it } from 'vitest';
import { parseJson } from './json.ts';
import { jsonLines } from './jsonLines.ts';

const linesOf = (text: string) => {
  const node = parseJson(text);
  return node === undefined ? undefined : jsonLines(node);
};

it('has a line for each value, keys in one order, and no number rounded', () => {
  expect(linesOf('{"b":[1,{"z":null}],"a":"x\\ny","empty":{},"none":[],"c":123456789012345678901}')).toEqual([
    '{',
    '  "a": "x\\ny"',
    '  "b": [',
    '    1',
    '    {',
    '      "z": null',
    '    }',
    '  ]',
    '  "c": 123456789012345678901',
    '  "empty": {}',
    '  "none": []',
    '}',
  ]);
});

it('is the same however a table was walked', () => {
  expect(linesOf('{"x":1,"y":2}')).toEqual(linesOf(' {"y": 2, "x": 1}'));
});
