import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type HandledMessage, handlersScript } from './handlers.ts';

const message: HandledMessage = {
  ...{ messageId: 'id', from: 'me', owner: 'me', target: 'p', data: 'hello', hashChain: 'chain' },
  ...{ tags: [{ name: 'Action', value: 'Ping' }], nonce: 7, timestampMs: 5, blockHeight: 6 },
};

it('writes a stranger’s text as text: no quote, backslash or line of its own ends it', () => {
  const plain = handlersScript({ ...message, data: '', tags: [] });
  expect(handlersScript({ ...message, tags: [], data: '"]] os.exit()\n--\\' })).toBe(
    plain.replace('["Data"] = ""', String.raw`["Data"] = "\034]] os.exit()\010--\092"`),
  );
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (name, value) => {
      const script = handlersScript({ ...message, data: '', tags: [{ name, value }] });
      const line = script.split('\n').find((each) => each.startsWith('local given'));
      // Nothing but what Lua reads as one character stands between the quotes.
      expect(line).toMatch(
        /^local given = \{ \{ "(?:[^"\\\n\r]|\\\d{3})*", "(?:[^"\\\n\r]|\\\d{3})*" \} \}$/s,
      );
    }),
  );
});

it('takes the beginning of long data, and says so', () => {
  const script = handlersScript({ ...message, data: 'x'.repeat(1_000_000) });
  expect(script.length).toBeLessThan(8_000);
  expect(script).toContain('patterns see the first 4000 characters');
  expect(handlersScript(message)).not.toContain('patterns see');
});
