import type { ItemId } from '../../src/protocol/ids.ts';
import { signMessage, signProcess, type TagPair, textAnchor } from './aoMessages.ts';
import { arweaveWallets, ethereumWallets, units, wallets } from './cast.ts';
import { createRandom, type Random } from './random.ts';
import { openSchedule, type ProcessSchedule } from './scheduler.ts';
import type { Signer } from './signer.ts';
import { TokenLedger } from './tokenLedger.ts';

/** One whole token in base units. */
export const oneToken = 10n ** 12n;

export interface TokenScenario {
  readonly schedule: ProcessSchedule;
  readonly ledger: TokenLedger;
}

export interface TokenScenarioOptions {
  readonly moduleId: ItemId;
  readonly startMs: number;
  /** Source of the token, its logo filled in. */
  readonly lua: string;
}

const rounds = 330;

/** A token's life: spawned, taught, minted, handed out, and then several hundred transfers, some of which must fail. */
export async function playToken(options: TokenScenarioOptions): Promise<TokenScenario> {
  const random = createRandom('token');
  const { ada } = arweaveWallets;
  const process = await signProcess(ada, {
    name: 'Tally',
    moduleId: options.moduleId,
    scheduler: units.scheduler.address,
    authority: units.messenger.address,
    timestampMs: options.startMs - 4_000,
  });
  const schedule = await openSchedule(units.scheduler, process, options.startMs, random);
  const stage = { schedule, ledger: new TokenLedger(), random };

  await send(stage, ada, [['Action', 'Eval']], options.lua);
  await mint(stage, ada, 21_000_000n * oneToken);
  for (const wallet of wallets) {
    if (wallet !== ada)
      await transfer(stage, ada, wallet.address, (5_000n + BigInt(random.below(9_000))) * oneToken);
  }
  for (let round = 1; round <= rounds; round += 1) await playRound(stage, round);
  return { schedule, ledger: stage.ledger };
}

interface Stage {
  readonly schedule: ProcessSchedule;
  readonly ledger: TokenLedger;
  readonly random: Random;
}

/** Mostly a transfer; at fixed rounds, something that a token must survive. */
async function playRound(stage: Stage, round: number): Promise<void> {
  const { random } = stage;
  const sender = random.chance(0.4)
    ? random.pick(Object.values(arweaveWallets))
    : random.pick(ethereumWallets);
  const recipient = random.pick(wallets.filter((wallet) => wallet !== sender)).address;
  switch (round % 33) {
    case 4:
      return transfer(stage, sender, recipient, 90_000_000n * oneToken);
    case 9:
      return refused(stage, sender, [
        ['Recipient', recipient],
        ['Quantity', random.pick(['-5', '1.5', '0', '1e9', 'all'])],
      ]);
    case 14:
      return refused(stage, sender, [['Quantity', '1000']]);
    case 19:
      return send(stage, sender, [['Action', random.pick(['Info', 'Total-Supply', 'Balances'])]]);
    case 23:
      return send(stage, sender, [
        ['Action', 'Balance'],
        ['Recipient', recipient],
      ]);
    case 27:
      return burn(stage, sender, BigInt(1 + random.below(1_000_000)));
    case 31:
      return send(stage, sender, [
        ['Action', 'Mint'],
        ['Quantity', '1000000'],
      ]);
    default:
      return transfer(stage, sender, recipient, randomAmount(random));
  }
}

/** From single base units to hundreds of tokens, so that exact arithmetic shows. */
function randomAmount(random: Random): bigint {
  const whole = BigInt(random.below(10 ** (1 + random.below(3))));
  const base = BigInt(random.below(1_000_000)) * 1_000_000n + BigInt(random.below(1_000_000));
  return whole * oneToken + base + 1n;
}

async function mint(stage: Stage, owner: Signer, quantity: bigint): Promise<void> {
  stage.ledger.mint(stage.schedule.entries.length, owner.address, quantity);
  await send(stage, owner, [
    ['Action', 'Mint'],
    ['Quantity', String(quantity)],
  ]);
}

async function transfer(stage: Stage, sender: Signer, recipient: string, quantity: bigint): Promise<void> {
  stage.ledger.transfer(stage.schedule.entries.length, sender.address, recipient, quantity);
  const note: readonly TagPair[] = stage.random.chance(0.1) ? [['X-Note', `Thanks, ${sender.name}`]] : [];
  const cast: readonly TagPair[] = stage.random.chance(0.05) ? [['Cast', 'true']] : [];
  await send(stage, sender, [
    ['Action', 'Transfer'],
    ['Recipient', recipient],
    ['Quantity', String(quantity)],
    ...note,
    ...cast,
  ]);
}

async function burn(stage: Stage, owner: Signer, quantity: bigint): Promise<void> {
  stage.ledger.burn(stage.schedule.entries.length, owner.address, quantity);
  await send(stage, owner, [
    ['Action', 'Burn'],
    ['Quantity', String(quantity)],
  ]);
}

async function refused(stage: Stage, sender: Signer, tags: readonly TagPair[]): Promise<void> {
  await send(stage, sender, [['Action', 'Transfer'], ...tags]);
}

async function send(stage: Stage, sender: Signer, tags: readonly TagPair[], data?: string): Promise<void> {
  const { schedule, random } = stage;
  const message = await signMessage(sender, schedule.process.id, tags, {
    ...(data === undefined ? {} : { data }),
    ...(random.chance(0.3) ? { anchor: textAnchor(random) } : {}),
  });
  // Now and then two messages share a millisecond, which readers that page by time lose (legacynet.md §1.2).
  await schedule.assign(message, random.chance(0.02) ? 0 : 400 + random.below(90_000));
}
