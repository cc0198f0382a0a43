import type { BalanceChange, SupplyChange } from '../../src/devnet/archiveIndex.ts';

/** Plain bookkeeping of the token, kept beside the process and never computed by it: the judge of every evaluated balance. */
export class TokenLedger {
  readonly changes: BalanceChange[] = [];
  readonly supply: SupplyChange[] = [];
  private readonly balances = new Map<string, bigint>();

  balanceOf(account: string): bigint {
    return this.balances.get(account) ?? 0n;
  }

  mint(nonce: number, account: string, quantity: bigint): void {
    this.set(nonce, account, this.balanceOf(account) + quantity);
    this.supply.push({ nonce, supply: String(this.totalSupply() + quantity) });
  }

  totalSupply(): bigint {
    return BigInt(this.supply.at(-1)?.supply ?? 0);
  }

  /** False, and nothing moved, where `sender` does not hold `quantity`. */
  transfer(nonce: number, sender: string, recipient: string, quantity: bigint): boolean {
    if (this.balanceOf(sender) < quantity) return false;
    this.set(nonce, sender, this.balanceOf(sender) - quantity);
    this.set(nonce, recipient, this.balanceOf(recipient) + quantity);
    return true;
  }

  /** False, and nothing burnt, where `account` does not hold `quantity`. */
  burn(nonce: number, account: string, quantity: bigint): boolean {
    if (this.balanceOf(account) < quantity) return false;
    this.set(nonce, account, this.balanceOf(account) - quantity);
    this.supply.push({ nonce, supply: String(this.totalSupply() - quantity) });
    return true;
  }

  private set(nonce: number, account: string, balance: bigint): void {
    this.balances.set(account, balance);
    this.changes.push({ nonce, account, balance: String(balance) });
  }
}
