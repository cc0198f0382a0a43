import { describe, expect, it } from 'vitest';
import type { MessageView, SenderFinding } from '../../engine/api.ts';
import { budgetOf, namesSender, usualBudget, weakestFirst } from './sender.ts';

const view = { from: 'process', owner: 'messenger', messageId: 'm', processId: 'p' } as MessageView;

describe('whether a message names a process as its sender', () => {
  it('is seen by who it is from, which is not who signed it', () => {
    expect(namesSender(view)).toBe(true);
    expect(namesSender({ ...view, from: 'messenger' })).toBe(false);
  });

  it('is not asked of the process’s own first entry', () => {
    expect(namesSender({ ...view, messageId: 'p' })).toBe(false);
  });
});

describe('a budget', () => {
  it('is three whole numbers from 1 up', () => {
    expect(budgetOf(usualBudget)).toEqual({ processes: 4, messages: 20_000, depth: 1 });
    expect(budgetOf({ ...usualBudget, depth: ' 3 ' })).toEqual({ processes: 4, messages: 20_000, depth: 3 });
  });

  it.each(['', '0', '-1', '1.5', '1e3', 'many', '1234567890'])('is not “%s”', (text) => {
    for (const name of ['processes', 'messages', 'depth'] as const) {
      expect(budgetOf({ ...usualBudget, [name]: text })).toBeUndefined();
    }
  });
});

describe('findings', () => {
  it('begin with what was not sent', () => {
    const kinds = ['emitted', 'unknown', 'not-emitted', 'emitted'];
    const findings = kinds.map((kind, nonce) => ({ nonce, outcome: { kind } }) as SenderFinding);
    expect(weakestFirst(findings).map(({ nonce }) => nonce)).toEqual([2, 1, 0, 3]);
  });
});
