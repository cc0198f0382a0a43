import { describe, expect, it } from 'vitest';
import {
  type Claim,
  type Fact,
  initialProgress,
  type JobSnapshot,
  type Lie,
  lies,
} from '../../engine/api.ts';
import { demoLies } from '../demoExamples.ts';
import type { JobView } from '../jobs/jobView.ts';
import { judge } from './outcome.ts';

const choices = new Map(demoLies.map((choice) => [choice.lie.name, choice]));
const lieOf = (name: (typeof lies)[number]['name']): Lie => {
  const choice = choices.get(name);
  if (choice === undefined) throw new RangeError(`There is no lie ${name}.`);
  return choice.lie;
};

function settled(change: Partial<JobSnapshot>): JobView {
  const [choice] = demoLies;
  if (choice === undefined) throw new RangeError('There are no lies.');
  const snapshot: JobSnapshot = {
    jobId: 'job',
    request: choice.request,
    state: 'done',
    progress: { ...initialProgress, phase: 'settled' },
    facts: [],
    claims: [],
    answer: null,
    error: null,
    ...change,
  };
  return { kind: 'known', snapshot };
}

const fact = (name: Fact['name'], status: Fact['status']): Fact => ({
  name,
  status,
  reason: 'Because.',
  source: 'https://su.test',
  count: 1,
  checkedMs: 0,
});
const answer = (level: 'claimed' | 'evaluated'): JobSnapshot['answer'] => ({
  kind: 'replay',
  level,
  nonce: 3,
  latestNonce: 3,
  memorySha256: null,
  dryRun: null,
  metrics: {},
});
const error = (code: string): JobSnapshot['error'] => ({
  layer: 'source',
  code,
  message: 'It broke off.',
  details: {},
  chain: [],
});
const claim = (status: Claim['status']): Claim => ({
  computeUnit: 'https://cu.test',
  nonce: 3,
  status,
  value: '1',
  reason: 'It said so.',
});

describe('what comes of a lie', () => {
  const dropped = lieOf('dropped-message');

  it('is nothing yet, before it is told and while it is', () => {
    expect(judge(dropped, { kind: 'idle' })).toEqual({ kind: 'untold' });
    expect(judge(dropped, { kind: 'starting' })).toMatchObject({ kind: 'running' });
    const progress = { ...initialProgress, nonce: 5, targetNonce: 9 };
    expect(judge(dropped, settled({ state: 'running', progress }))).toEqual({
      kind: 'running',
      nonce: 5,
      targetNonce: 9,
    });
    expect(judge(dropped, settled({ state: 'stopped' }))).toEqual({ kind: 'stopped' });
  });

  it('is as foretold only where the very fact fails that must', () => {
    const failing = settled({ state: 'failed', facts: [fact('nonces-gapless', 'fails')], error: error('x') });
    expect(judge(dropped, failing)).toMatchObject({
      asForetold: true,
      finding: { kind: 'fact', fact: { name: 'nonces-gapless' } },
      level: null,
    });
    const another = settled({ state: 'failed', facts: [fact('time-order', 'fails')], error: error('x') });
    expect(judge(dropped, another)).toMatchObject({ asForetold: false });
    const none = settled({ answer: answer('evaluated'), facts: [fact('nonces-gapless', 'holds')] });
    expect(judge(dropped, none)).toMatchObject({
      asForetold: false,
      finding: { kind: 'nothing' },
      level: 'evaluated',
    });
  });

  it('may be that something cannot be checked, and then the word is weaker', () => {
    const withheld = lieOf('withheld-anchors');
    const facts = [
      fact('compute-units', 'fails'),
      fact('head', 'unknown'),
      fact('assignment-signatures', 'unknown'),
    ];
    expect(judge(withheld, settled({ answer: answer('claimed'), facts }))).toMatchObject({
      asForetold: true,
      level: 'claimed',
    });
    expect(judge(withheld, settled({ answer: answer('evaluated'), facts }))).toMatchObject({
      asForetold: false,
    });
  });

  it('may be an error by its code', () => {
    const half = lieOf('half-a-page');
    const broken = (code: string) => judge(half, settled({ state: 'failed', error: error(code) }));
    expect(broken('incomplete-body')).toMatchObject({ asForetold: true, finding: { kind: 'error' } });
    expect(broken('timeout')).toMatchObject({ asForetold: false });
  });

  it('of a compute unit is that its claim is contradicted beside an evaluated value', () => {
    const wrong = lieOf('wrong-balance');
    const said = (status: Claim['status'], level: 'claimed' | 'evaluated') =>
      judge(
        wrong,
        settled({
          answer: answer(level),
          claims: [claim(status)],
          facts: [fact('compute-units', 'fails')],
        }),
      );
    expect(said('differs', 'evaluated')).toMatchObject({ asForetold: true, finding: { kind: 'claim' } });
    expect(said('agrees', 'evaluated')).toMatchObject({ asForetold: false });
    expect(said('differs', 'claimed')).toMatchObject({ asForetold: false });
    expect(judge(wrong, settled({ answer: answer('evaluated') }))).toMatchObject({ asForetold: false });
  });
});

it('has for every lie a question on the network that tells it, from nothing', () => {
  for (const { lie, request, net } of demoLies) {
    expect(request.fromNothing).toBe(true);
    expect(JSON.stringify(request.network)).toContain(`.${lie.name}.lie.`);
    expect(net).not.toBe('');
  }
  expect(choices.size).toBe(lies.length);
});
