import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCrons } from './cron.ts';
import { type CronSpan, cronMessagesBetween } from './cronSchedule.ts';
import { parseDurationMs } from './duration.ts';

const interval = (value: string) => [{ name: 'Cron-Interval', value }];
const every = (value: string) => parseCrons(interval(value))[0];

describe('a timer', () => {
  // legacynet.md §7.1, worked out by hand.
  it.each([
    ['5-minutes', 'time', 300],
    ['1-minute', 'time', 60],
    ['10-seconds', 'time', 10],
    ['1.5-hours', 'time', 5400],
    ['2-D', 'time', 172800],
    ['1-week', 'time', 604800],
    ['1-year', 'time', 31557600],
    ['1500-ms', 'time', 1],
    ['5 - minutes', 'time', 300],
    ['5-minutes-x', 'time', 300],
    ['1-block', 'block', 1],
    ['20-blocks', 'block', 20],
    ['0-blocks', 'block', 0],
    ['1-month', 'time', Number.NaN],
    ['5 minutes', 'time', Number.NaN],
    ['1-Blocks', 'time', Number.NaN],
    ['-5-minutes', 'time', Number.NaN],
    ['x-blocks', 'block', Number.NaN],
    ['', 'time', Number.NaN],
    [`${'1'.repeat(101)}-s`, 'time', Number.NaN],
  ])('of "%s" is %s-based and has %s', (text, kind, length) => {
    expect(every(text)).toEqual({ kind, every: length, interval: text, tags: [] });
  });

  it.each(['500-ms', '0-minutes', '0.9-seconds'])('of "%s" is refused', (text) => {
    expect(() => every(text)).toThrow(
      expect.objectContaining({ layer: 'protocol', code: 'invalid-cron', details: { value: text } }),
    );
  });

  it('has the tags that follow it', () => {
    const tags = [
      { name: 'Module', value: 'x' },
      ...interval('1-block'),
      { name: 'Cron-Tag-Action', value: 'Tick' },
      { name: 'Cron-Tag-', value: 'nameless' },
      ...interval('2-s'),
      { name: 'Cron-Tag-Action', value: 'Tock' },
    ];
    expect(parseCrons(tags).map((cron) => cron.tags)).toEqual([
      [
        { name: 'Action', value: 'Tick' },
        { name: '', value: 'nameless' },
      ],
      [{ name: 'Action', value: 'Tock' }],
    ]);
  });

  it('must come before its tags', () => {
    expect(() => parseCrons([{ name: 'Cron-Tag-Action', value: 'Tick' }])).toThrow(
      expect.objectContaining({ code: 'invalid-cron' }),
    );
  });
});

describe('durations', () => {
  it.each([
    ['100', 100],
    ['.5 s', 500],
    ['-3 min', -180000],
    ['1 hr', 3600000],
    ['1 yrs', 31557600000],
    ['2 msecs', 2],
    ['1 secs', 1000],
    [' 5', Number.NaN],
    ['5 undefined', Number.NaN],
    ['5. s', Number.NaN],
    ['', Number.NaN],
  ])('"%s" is %s ms', (text, ms) => {
    expect(parseDurationMs(text)).toBe(ms);
  });
});

describe('between two messages', () => {
  const origin = { timestampMs: 1_000_000, blockHeight: 100 };
  const span = (change: Partial<CronSpan>): CronSpan => ({
    left: origin,
    rightMs: 1_010_000,
    origin,
    blocks: [],
    ...change,
  });
  const fired = (text: readonly string[], change: Partial<CronSpan>) =>
    [...cronMessagesBetween(parseCrons(text.flatMap(interval)), span(change))].map(
      ({ cron, timestampMs, blockHeight }) => [cron, timestampMs, blockHeight],
    );

  it('time timers fire on whole multiples of seconds since the spawn, never at the spawn itself', () => {
    expect(fired(['5-seconds'], { rightMs: 1_010_001 })).toEqual([
      ['0-5-seconds', 1_005_000, 100],
      ['0-5-seconds', 1_010_000, 100],
    ]);
  });

  it('the right end is not included', () => {
    expect(fired(['5-seconds'], {})).toEqual([['0-5-seconds', 1_005_000, 100]]);
  });

  it('times keep the milliseconds of the left message', () => {
    const left = { timestampMs: 1_003_950, blockHeight: 100 };
    expect(fired(['5-seconds'], { left })).toEqual([['0-5-seconds', 1_005_950, 100]]);
  });

  it('a message in the second of a firing makes it fire twice, as in the reference', () => {
    const middle = { timestampMs: 1_005_950, blockHeight: 100 };
    expect(fired(['5-seconds'], { left: { ...middle, timestampMs: 1_000_900 }, rightMs: 1_005_950 })).toEqual(
      [['0-5-seconds', 1_005_900, 100]],
    );
    expect(fired(['5-seconds'], { left: middle })).toEqual([['0-5-seconds', 1_005_950, 100]]);
  });

  it('time timers are numbered from the shortest, block timers in the order of tags, and blocks come first', () => {
    const blocks = [
      { timestampMs: 1_001_500, blockHeight: 101 },
      { timestampMs: 1_003_200, blockHeight: 102 },
    ];
    const text = ['4-seconds', '2-blocks', '2-seconds', '1-block'];
    expect(fired(text, { blocks, rightMs: 1_005_000 })).toEqual([
      ['1-1-block', 1_001_500, 101],
      ['0-2-seconds', 1_002_000, 101],
      ['0-2-blocks', 1_003_200, 102],
      ['1-1-block', 1_003_200, 102],
      ['0-2-seconds', 1_004_000, 102],
      ['1-4-seconds', 1_004_000, 102],
    ]);
  });

  it('one block passes a second, so that a crowd of blocks trails behind', () => {
    const blocks = [101, 102, 103].map((blockHeight) => ({ timestampMs: 1_001_000, blockHeight }));
    expect(fired(['1-block', '10-seconds'], { blocks, rightMs: 1_003_000 })).toEqual([
      ['0-1-block', 1_001_000, 101],
      ['0-1-block', 1_001_000, 102],
    ]);
  });

  it('blocks at or outside the ends do not pass', () => {
    const blocks = [999_000, 1_000_000, 1_010_000, 1_011_000].map((timestampMs, index) => ({
      timestampMs,
      blockHeight: 101 + index,
    }));
    expect(fired(['1-block'], { blocks, rightMs: 1_010_000 })).toEqual([]);
  });

  it('a block of the spawn’s own height fires nothing', () => {
    expect(fired(['1-block'], { blocks: [{ timestampMs: 1_001_000, blockHeight: 100 }] })).toEqual([]);
  });

  it('unreadable and zero intervals never fire, and do not disturb the others', () => {
    const blocks = [{ timestampMs: 1_001_000, blockHeight: 101 }];
    const text = ['1-month', '0-blocks', '5-seconds'];
    expect(fired(text, { blocks })).toEqual([['1-5-seconds', 1_005_000, 101]]);
  });

  it('carries the tags of its timer', () => {
    const crons = parseCrons([...interval('5-seconds'), { name: 'Cron-Tag-Action', value: 'Tick' }]);
    const [event] = cronMessagesBetween(crons, span({}));
    expect(event?.tags).toEqual([{ name: 'Action', value: 'Tick' }]);
  });

  it('whatever the timers, blocks and messages, it is what counting every second comes to (legacynet.md §7.3)', () => {
    const moment = (ms: number, height: number) => ({
      timestampMs: 1_000_000 + ms,
      blockHeight: 100 + height,
    });
    const texts = ['1-second', '3-seconds', '7-seconds', '1-month', '1-block', '3-blocks', '0-blocks'];
    fc.assert(
      fc.property(
        fc.subarray(texts, { minLength: 1 }),
        fc.tuple(fc.integer({ min: -9000, max: 20_000 }), fc.nat(3)),
        fc.nat(30_000),
        fc.array(fc.nat(30_000), { maxLength: 6 }),
        (text, [leftMs, height], length, blockTimes) => {
          const left = moment(leftMs, height);
          const blocks = blockTimes.sort((a, b) => a - b).map((ms, index) => moment(leftMs + ms, index));
          const change = { left, rightMs: left.timestampMs + length, blocks };
          expect(fired(text, change)).toEqual(countEverySecond(text, { origin, ...change }));
        },
      ),
    );
  });

  it('ten thousand years without a message do not have to be counted through', () => {
    const rightMs = Number.MAX_SAFE_INTEGER;
    expect(fired(['1-month', '1-block'], { rightMs })).toEqual([]);
    expect(fired(['100000-years'], { rightMs })).toHaveLength(2);
  });

  it('nothing happens without timers', () => {
    expect(fired([], { blocks: [{ timestampMs: 1_001_000, blockHeight: 101 }] })).toEqual([]);
  });
});

/** The loop of legacynet.md §7.3, word for word. */
function countEverySecond(text: readonly string[], { left, rightMs, origin, blocks: all }: CronSpan) {
  const crons = parseCrons(text.flatMap(interval));
  const timeCrons = crons.filter(({ kind }) => kind === 'time');
  const blockCrons = crons.filter(({ kind }) => kind === 'block');
  timeCrons.sort((a, b) => (a.every < b.every ? -1 : Number(a.every > b.every)));
  const blocks = all.filter((each) => left.timestampMs < each.timestampMs && each.timestampMs < rightMs);
  const emitted: (readonly [string, number, number])[] = [];
  let height = left.blockHeight;
  for (let t = left.timestampMs; t < rightMs; t += 1000) {
    const [block] = blocks;
    if (block !== undefined && Math.floor(t / 1000) >= Math.floor(block.timestampMs / 1000)) {
      blocks.shift();
      height = block.blockHeight;
      const since = height - origin.blockHeight;
      blockCrons.forEach(({ every: count, interval: name }, i) => {
        if (since !== 0 && since % count === 0) emitted.push([`${i}-${name}`, block.timestampMs, height]);
      });
    }
    const since = Math.floor(t / 1000) - Math.floor(origin.timestampMs / 1000);
    timeCrons.forEach(({ every: count, interval: name }, i) => {
      if (since !== 0 && since % count === 0) emitted.push([`${i}-${name}`, t, height]);
    });
  }
  return emitted;
}
