import { SourceError, VerificationError } from '../../base/errors.ts';
import type { EvaluationResult, Fact, FactName, FactStatus, ScheduleRow } from '../../engine/api.ts';

/** A stable id that looks like one: 42 characters and a canonical last. */
export function scriptedId(seed: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  let state = 2166136261;
  let text = '';
  for (let index = 0; index < 43; index += 1) {
    for (const character of `${seed} ${index}`)
      state = Math.imul(state ^ character.charCodeAt(0), 16777619) >>> 0;
    text += alphabet[index === 42 ? (state % 16) * 4 : state % 64] ?? 'A';
  }
  return text;
}

const tokenId = scriptedId('token');
export const roomId = scriptedId('room');
const mishapsId = scriptedId('mishaps');
export const lyingId = scriptedId('lying');
export const hugeId = scriptedId('huge');
export const wallet = scriptedId('wallet 3');

export const latestNonces: Readonly<Record<string, number>> = {
  [tokenId]: 431,
  [roomId]: 68,
  [mishapsId]: 44,
  [lyingId]: 431,
  [hugeId]: 6_999_999,
};

export const names: Readonly<Record<string, string>> = {
  [tokenId]: 'Tally',
  [roomId]: 'Reading \u202emoor\u202c <b>room</b>',
  [mishapsId]: 'Mishaps',
  [lyingId]: 'Tampered tally',
  [hugeId]: 'Seven million messages',
};

const reasons: readonly (readonly [FactName, string, number])[] = [
  ['process-signature', 'The process item’s RSA-PSS signature is valid and its id is the hash of it.', 1],
  ['module-bytes', 'The module’s signature covers the bytes that were run.', 1],
  [
    'scheduler-authorised',
    'Every assignment is signed by the key of the address in the process’s Scheduler tag.',
    432,
  ],
  [
    'assignment-signatures',
    'Every assignment’s signature is valid over the fields that the scheduler unit returned.',
    432,
  ],
  ['nonces-gapless', 'Nonces run from 0 to 431 without a gap or a repetition.', 432],
  ['time-order', 'No assignment’s timestamp lies before the one in front of it.', 432],
  ['hash-chain', 'Each link is the hash of the link before it and the assignment before it.', 432],
  ['message-signatures', 'Every message’s signature is valid (RSA-PSS 402, Ethereum 29).', 431],
  ['evaluation', 'Every message was evaluated here, from the first.', 432],
  ['compute-units', 'cu.demo.selfsame.invalid says the same at nonce 431.', 1],
  ['head', 'The scheduler unit says that 431 is its latest nonce; no one else can confirm it.', 1],
];

export function scriptedFacts(broken: boolean): readonly Fact[] {
  return reasons.map(([name, reason, count]) => {
    const status: FactStatus =
      name === 'head' ? 'unknown' : broken && name === 'message-signatures' ? 'fails' : 'holds';
    return {
      name,
      status,
      reason:
        status === 'fails'
          ? 'The RSA-PSS signature of the message at nonce 137 does not fit its bytes.'
          : reason,
      source: name === 'evaluation' ? 'this browser' : 'https://su.demo.selfsame.invalid',
      count,
      checkedMs: Date.now() - 4_000,
      ...(status === 'fails'
        ? {
            itemId: scriptedId(`message ${lyingId} 137`),
            nonce: 137,
            expected: 'a valid RSA-PSS signature over deep hash c0ffee…',
            actual: 'no salt length from 0 to 478 fits',
          }
        : {}),
    };
  });
}

const actions = ['Transfer', 'Balance', 'Eval', 'Transfer', 'Transfer', 'Info', 'Say', 'Transfer'];

export function scriptedRow(processId: string, nonce: number, evaluatedThrough: number | null): ScheduleRow {
  const failing = nonce % 23 === 22;
  return {
    nonce,
    timestampMs: Date.UTC(2026, 9, 1) + nonce * 61_000,
    blockHeight: 1_800_000 + Math.floor(nonce / 2),
    assignmentId: scriptedId(`assignment ${processId} ${nonce}`),
    messageId: nonce === 0 ? processId : scriptedId(`message ${processId} ${nonce}`),
    action: nonce === 0 ? null : (actions[nonce % actions.length] ?? null),
    from: nonce % 5 === 4 ? '0x52908400098527886E0F7030069857D2E4169EE7' : scriptedId(`wallet ${nonce % 7}`),
    outcome:
      evaluatedThrough === null || nonce > evaluatedThrough
        ? { kind: 'not-evaluated' }
        : failing
          ? {
              kind: 'error',
              message: '[string "aos"]:41: attempt to index a nil value (field \u2018Quantity\u2019)',
            }
          : { kind: 'result', summary: nonce === 0 ? 'no output' : '2 messages' },
    status: processId === lyingId && nonce === 137 ? 'fails' : nonce % 40 === 39 ? 'unknown' : 'holds',
  };
}

export function scriptedResult(row: ScheduleRow): EvaluationResult | null {
  if (row.outcome.kind === 'not-evaluated') return null;
  if (row.outcome.kind === 'error')
    return { Messages: [], Assignments: [], Spawns: [], Output: null, Error: row.outcome.message };
  return {
    Messages: [
      {
        Target: scriptedId('wallet 3'),
        Anchor: '00000000000000000000000000000137',
        Data: '\u001b[90mYou received \u001b[32m1200000000000\u001b[90m from \u001b[34mabc\u001b[0m',
        Tags: [
          { name: 'Action', value: 'Credit-Notice' },
          { name: 'Quantity', value: '1200000000000' },
        ],
      },
    ],
    Assignments: [],
    Spawns: [],
    Output: { data: '\u001b[32mok\u001b[0m <script>alert(1)</script>', prompt: 'aos> ', print: false },
    GasUsed: 0,
  };
}

export const scriptedExamples = [
  {
    title: 'Tally',
    description: 'A token with some 400 transfers among Arweave and Ethereum wallets, a few of them refused.',
    processId: tokenId,
    wallet,
    networkId: 'demo',
  },
  {
    title: 'Reading room',
    description: 'A chat room whose members write in many scripts, in colour, and sometimes in bad faith.',
    processId: roomId,
    wallet: null,
    networkId: 'demo',
  },
  {
    title: 'Mishaps',
    description: 'A process whose handlers throw, trap and run out of memory, and whose state survives it.',
    processId: mishapsId,
    wallet: null,
    networkId: 'demo',
  },
  { title: 'Tampered tally', description: 'One flipped bit.', processId: lyingId, wallet, networkId: 'demo' },
  {
    title: 'Huge',
    description: 'Seven million messages.',
    processId: hugeId,
    wallet: null,
    networkId: 'demo',
  },
] as const;

export function pause(delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, delayMs);
  });
}

/** @throws SourceError `not-found` */
export function latestNonceOf(processId: string): number {
  const nonce = latestNonces[processId];
  if (nonce === undefined)
    throw new SourceError('not-found', `No scheduler unit of the network knows process ${processId}.`, {
      details: { url: 'https://su.demo.selfsame.invalid', status: 404, processId },
    });
  return nonce;
}

/** Why the lying process fails. */
export function brokenMessage(): VerificationError {
  const fact = scriptedFacts(true).find(({ status }) => status === 'fails');
  return new VerificationError('message-signature-invalid', fact?.reason ?? '', {
    details: {
      nonce: 137,
      messageId: fact?.itemId ?? '',
      expected: fact?.expected ?? '',
      actual: fact?.actual ?? '',
    },
  });
}
