import { expect, it } from 'vitest';
import { ansiRuns, hasAnsi, withoutAnsi } from './ansi.ts';

it('splits colours and decorations into runs', () => {
  expect(ansiRuns('plain \u001b[31mred\u001b[0m \u001b[1m\u001b[92mbold bright\u001b[0m')).toEqual([
    { text: 'plain ', className: '' },
    { text: 'red', className: 'ansi-red' },
    { text: ' ', className: '' },
    { text: 'bold bright', className: 'ansi-green ansi-bold' },
  ]);
});

it('does not let text choose an unreadable colour, or hide', () => {
  expect(ansiRuns('\u001b[38;2;255;255;255mwhite on white\u001b[0m')[0]?.className).toBe('');
  expect(ansiRuns('\u001b[8mhidden\u001b[0m')).toEqual([{ text: 'hidden', className: '' }]);
  expect(ansiRuns('\u001b[47mwhite ground\u001b[0m')[0]?.className).toBe('');
});

it('leaves markup as text', () => {
  const attack = '<img src=x onerror=alert(1)>';
  expect(ansiRuns(attack)).toEqual([{ text: attack, className: '' }]);
  expect(hasAnsi(attack)).toBe(false);
});

it('takes colours away', () => {
  expect(withoutAnsi('\u001b[32mevaluated\u001b[0m at 5')).toBe('evaluated at 5');
});
