import type { ItemId } from '../../src/protocol/ids.ts';
import { findTag } from '../../src/protocol/tags.ts';
import { arweaveWallets, ethereumWallets, units, wallets } from './cast.ts';
import { createRandom, type Random } from './random.ts';
import { openSchedule, type ScheduledEntry } from './scheduler.ts';
import type { SignedItem } from './signedItem.ts';
import type { Signer } from './signer.ts';
import { deliver, type Push, type Stage, send } from './stage.ts';
import { TokenLedger } from './tokenLedger.ts';

/** One whole token in base units. */
export const oneToken = 10n ** 12n;

export interface TokenStage extends Stage {
  readonly ledger: TokenLedger;
}

const { ada } = arweaveWallets;
const rounds = 360;

/** Asked in turn. */
const questions = ['Balances', 'Info', 'Total-Supply'];

/** The owner's slip: an evaluation that ends in an error, and must leave no trace. */
const typo = 'Balances = {} return Balances[Owner]]';

/** The token is spawned, taught, minted and handed out to every wallet. */
export async function openToken(process: SignedItem, startMs: number, lua: string): Promise<TokenStage> {
  const random = createRandom('token');
  const schedule = await openSchedule(units.scheduler, process, startMs, createRandom('token anchors'));
  const stage = { schedule, random, ledger: new TokenLedger() };
  await send(stage, ada, [['Action', 'Eval']], lua);
  await mint(stage, ada, wholeTokens(21_000_000));
  for (const wallet of wallets) {
    if (wallet !== ada) await transfer(stage, ada, wallet.address, wholeTokens(5_000 + random.below(9_000)));
  }
  return stage;
}

/** Ada gives a process tokens to spend. */
export function fund(stage: TokenStage, processId: ItemId): Promise<ScheduledEntry> {
  return transfer(stage, ada, processId, wholeTokens(1_000));
}

/** Several hundred messages, most of them transfers; what processes sent meanwhile arrives in between. */
export async function playRounds(stage: TokenStage, pushes: readonly Push[]): Promise<void> {
  let delivered = 0;
  for (let round = 1; round <= rounds; round += 1) {
    await playRound(stage, round);
    const waiting = pushes.slice(delivered).filter(({ sentMs }) => sentMs <= stage.schedule.nowMs);
    for (const push of waiting) await receive(stage, push);
    delivered += waiting.length;
    if (round % 140 === 0) await send(stage, ada, [['Action', 'Eval']], typo);
    if (round === 200 && pushes[0] !== undefined) await forge(stage, pushes[0]);
  }
}

/** Mostly a transfer; at fixed rounds, something that a token must survive. */
async function playRound(stage: TokenStage, round: number): Promise<unknown> {
  const { random } = stage;
  const sender = random.chance(0.4)
    ? random.pick(Object.values(arweaveWallets))
    : random.pick(ethereumWallets);
  const recipient = random.pick(wallets.filter((wallet) => wallet !== sender)).address;
  switch (round % 33) {
    case 6:
      return transfer(stage, sender, recipient, wholeTokens(90_000_000));
    case 9:
      return refusedTransfer(stage, sender, recipient, random.pick(['-5', '1.5', '0', '1e9', 'all']));
    case 14:
      return send(stage, sender, [
        ['Action', 'Transfer'],
        ['Quantity', '1000'],
      ]);
    case 19:
      return send(stage, sender, [
        ['Action', questions[Math.floor(round / 33) % questions.length] ?? 'Info'],
      ]);
    case 23:
      return send(stage, sender, [
        ['Action', 'Balance'],
        ['Recipient', recipient],
      ]);
    case 27:
      return burn(stage, sender, BigInt(1 + random.below(1_000_000)));
    case 31:
      return mint(stage, sender, 1_000_000n);
    default:
      return transfer(stage, sender, recipient, randomAmount(random));
  }
}

/** From single base units to hundreds of tokens, so that exact arithmetic shows. */
function randomAmount(random: Random): bigint {
  const base = BigInt(random.below(1_000_000)) * 1_000_000n + BigInt(random.below(1_000_000));
  return wholeTokens(random.below(10 ** (1 + random.below(3)))) + base + 1n;
}

function transfer(
  stage: TokenStage,
  sender: Signer,
  recipient: string,
  quantity: bigint,
): Promise<ScheduledEntry> {
  stage.ledger.transfer(nextNonce(stage), sender.address, recipient, quantity);
  return send(stage, sender, [
    ['Action', 'Transfer'],
    ['Recipient', recipient],
    ['Quantity', String(quantity)],
    ...(stage.random.chance(0.1) ? [['X-Note', `Thanks, ${sender.name}`] as const] : []),
    ...(stage.random.chance(0.05) ? [['Cast', 'true'] as const] : []),
  ]);
}

function refusedTransfer(
  stage: TokenStage,
  sender: Signer,
  recipient: string,
  quantity: string,
): Promise<unknown> {
  return send(stage, sender, [
    ['Action', 'Transfer'],
    ['Recipient', recipient],
    ['Quantity', quantity],
  ]);
}

/** Refused to all but the owner. */
function mint(stage: TokenStage, minter: Signer, quantity: bigint): Promise<unknown> {
  if (minter === ada) stage.ledger.mint(nextNonce(stage), minter.address, quantity);
  return send(stage, minter, [
    ['Action', 'Mint'],
    ['Quantity', String(quantity)],
  ]);
}

function burn(stage: TokenStage, owner: Signer, quantity: bigint): Promise<unknown> {
  stage.ledger.burn(nextNonce(stage), owner.address, quantity);
  return send(stage, owner, [
    ['Action', 'Burn'],
    ['Quantity', String(quantity)],
  ]);
}

/** A process spends what it was given, through the messenger that the token trusts. */
function receive(stage: TokenStage, push: Push): Promise<unknown> {
  const quantity = BigInt(findTag(push.outbox.Tags, 'Quantity') ?? '0');
  const recipient = findTag(push.outbox.Tags, 'Recipient') ?? '';
  stage.ledger.transfer(nextNonce(stage), push.by.processId, recipient, quantity);
  return deliver(stage, push);
}

/** A payment that the process never made, signed by a wallet that nobody trusts: the token must not move anything. */
function forge(stage: TokenStage, { outbox, by, sentMs }: Push): Promise<unknown> {
  const Tags = outbox.Tags.map((tag) =>
    tag.name === 'Quantity' ? { ...tag, value: '777000000000000' } : tag,
  );
  const Anchor = '99'.padStart(32, '0');
  return deliver(stage, { outbox: { ...outbox, Tags, Anchor }, by, sentMs }, arweaveWallets.dora);
}

function nextNonce(stage: TokenStage): number {
  return stage.schedule.entries.length;
}

function wholeTokens(count: number): bigint {
  return BigInt(count) * oneToken;
}
