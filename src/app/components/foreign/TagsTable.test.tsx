import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { TagsTable } from './TagsTable.tsx';

function draw(name: string, value: string): string {
  return renderToStaticMarkup(<TagsTable tags={[{ name, value }]} caption="Tags" />);
}

it('keeps a moment as it was signed, and says it readably beside', () => {
  const drawn = draw('Timestamp', '1788252589687');
  expect(drawn).toContain('1788252589687');
  expect(drawn).toContain('<time dateTime="2026-09-01T08:49:49.687Z">');
});

it('reads no moment out of what is none', () => {
  for (const [name, value] of [
    ['Timestamp', '17882525896870'],
    ['Timestamp', 'soon'],
    ['Timestamp', '-788252589687'],
    ['Quantity', '1788252589687'],
  ] as const)
    expect(draw(name, value)).not.toContain('<time');
});
