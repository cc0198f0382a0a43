import { createHash } from 'node:crypto';
import type { TagPair } from '../../demo/aoMessages.ts';
import type { ModuleFile } from '../../demo/modules.ts';
import { wallets } from './signers.ts';

/** A process whose whole life is signed for a measurement: one `Eval` of `lua` by its owner, then `count` messages of wallets. */
export interface Workload {
  readonly name: string;
  readonly module: ModuleFile;
  readonly lua: string;
  /** Messages after the process itself and the `Eval`. */
  readonly count: number;
  /** The message at `index`, 0 … count - 1. */
  message(index: number): WorkloadMessage;
}

export interface WorkloadMessage {
  /** Place of its wallet in the list of wallets: 0 is the owner. */
  readonly wallet: number;
  readonly tags: readonly TagPair[];
  readonly data?: string;
}

const walletCount = wallets.length;
/** Recipients that transfers go to in turn (performance.md, first paragraph). */
const recipients = Array.from({ length: 100 }, (_, index) =>
  createHash('sha256').update(`recipient ${index}`).digest('base64url'),
);

/** The demo network's token with `holders` accounts from the start; each message is a transfer, or every `failEvery`th one fails. */
export function tokenWorkload(
  tokenLua: string,
  {
    name,
    count,
    holders,
    failEvery = 0,
  }: { readonly name: string; readonly count: number; readonly holders: number; readonly failEvery?: number },
): Workload {
  const lua = tokenLua.replace(/return Name[^\n]*\n*$/, '');
  const senders = wallets.map(({ address }) => `'${address}'`).join(', ');
  return {
    name,
    module: 'aos2_0_6',
    count,
    lua: `${lua}
for index = 1, ${holders} do Balances[string.format('%043d', index)] = tostring(index) end
for _, account in ipairs({ ${senders} }) do Balances[account] = '1000000000000000' end
Handlers.prepend('Slip', 'Slip', function (msg) Balances[msg.From] = '0' error('slipped on purpose') end)
return Name`,
    message(index) {
      const fails = failEvery > 0 && index % failEvery === failEvery - 1;
      const recipient = recipients[index % recipients.length] ?? '';
      const tags: TagPair[] = fails
        ? [
            ['Action', 'Slip'],
            ['Reference', String(index)],
          ]
        : [
            ['Action', 'Transfer'],
            ['Recipient', recipient],
            // Some wallets sign without a salt, and a scheduler unit takes no item twice (legacynet.md §1.5): no two are alike.
            ['Quantity', String(1 + (index % 9) + 10 * Math.floor(index / 900))],
          ];
      return { wallet: index % walletCount, tags };
    },
  };
}

/** The demo network's chat room: wallets come in, and say things to each other. */
export function chatWorkload(roomLua: string, count: number): Workload {
  return {
    name: 'chat',
    module: 'aos2_0_6',
    lua: roomLua,
    count,
    message(index) {
      const wallet = index % walletCount;
      if (index < walletCount)
        return {
          wallet,
          tags: [
            ['Action', 'Register'],
            ['Nickname', `member ${wallet}`],
          ],
        };
      return { wallet, tags: [['Action', 'Say']], data: `Line ${index} of a long conversation by the sea.` };
    },
  };
}

/** Inserts into a table in memory, one a message. */
export function sqliteWorkload(count: number): Workload {
  return {
    name: 'sqlite',
    module: 'sqlite',
    count,
    lua: `
local sqlite = require('lsqlite3')
Db = Db or sqlite.open_memory()
Db:exec([[CREATE TABLE IF NOT EXISTS entries (id INTEGER PRIMARY KEY, author TEXT, body TEXT);]])
Handlers.add('Insert', Handlers.utils.hasMatchingTag('Action', 'Insert'), function (msg)
  local statement = Db:prepare('INSERT INTO entries (author, body) VALUES (?, ?)')
  statement:bind_values(msg.From, msg.Data)
  statement:step()
  statement:finalize()
  ao.send({ Target = msg.From, Action = 'Inserted', Data = tostring(Db:last_insert_rowid()) })
end)
return 'ready'`,
    message(index) {
      return {
        wallet: index % walletCount,
        tags: [['Action', 'Insert']],
        data: `Row ${index}: ${'all that is written stays. '.repeat(4)}`,
      };
    },
  };
}
