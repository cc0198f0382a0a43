import { expect, test } from 'vitest';
import { readCommand, UsageError } from './options.mjs';

const place = ['--process', 'p', '--gateway', 'g', '--graphql', 'q', '--su', 's', '--su', 't'];

test('a command line becomes what the engine is asked', () => {
  const command = readCommand([...place, '--to-nonce', '7', '--memory-hash', '--env', 'A=b=c', '--out', 'o']);
  expect(command).toEqual({
    request: {
      kind: 'replay',
      processId: 'p',
      network: {
        ...{ id: 'custom', name: 'command line', computeUnits: [] },
        ...{ gateways: ['g'], graphql: ['q'], schedulerUnits: ['s', 't'] },
      },
      ...{ fromNothing: true, hashMemory: true, toNonce: 7 },
    },
    environment: [{ name: 'A', value: 'b=c' }],
    out: 'o',
  });
  expect(readCommand(['--help'])).toBeUndefined();
});

test.each([
  [['--process', 'p'], '--gateway is missing.'],
  [[...place, '--to-nonce', '1.5'], '--to-nonce 1.5 is not a whole number from 0.'],
  [[...place, '--env', '=b'], '--env =b is not NAME=VALUE.'],
  [[...place, '--dry-run', '/nowhere'], '--dry-run /nowhere cannot be read as JSON'],
  [[...place, '--loud'], "Unknown option '--loud'"],
])('%j is refused with a sentence', (args, sentence) => {
  expect(() => readCommand(args)).toThrow(UsageError);
  expect(() => readCommand(args)).toThrow(sentence);
});
