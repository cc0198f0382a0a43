/** Files of the demo network below the app's public folder, built by `scripts/build-demo.ts`. */
export const archiveAssets = {
  index: 'demo/index.json',
  /** ANS-104 bundle of everything that was signed, modules excepted. */
  items: 'demo/items.bundle',
  /** ANS-104 bundle of assignments and messages that only lies tell. */
  lies: 'demo/lies.bundle',
} as const;

/** What the bundles do not say by themselves. */
export interface ArchiveIndex {
  readonly firstBlock: { readonly height: number; readonly timestampMs: number };
  readonly blockIntervalMs: number;
  readonly modules: readonly ArchivedModule[];
  readonly tokens: readonly ArchivedToken[];
}

/** A module's data is the WASM file that the app has anyway; kept here is the rest of its data item. */
export interface ArchivedModule {
  readonly id: string;
  /** File below the public folder. */
  readonly asset: string;
  /** base64url of the data item up to where its data begins. */
  readonly header: string;
  readonly dataBytes: number;
}

/** Bookkeeping of a token, made beside the process and not by evaluating it: what an honest compute unit would answer. */
export interface ArchivedToken {
  readonly processId: string;
  readonly name: string;
  readonly ticker: string;
  readonly logo: string;
  readonly denomination: number;
  readonly changes: readonly BalanceChange[];
  readonly supply: readonly SupplyChange[];
}

/** `account` holds `balance` base units (decimal text) from `nonce` on. */
export interface BalanceChange {
  readonly nonce: number;
  readonly account: string;
  readonly balance: string;
}

/** The token's total supply is `supply` base units (decimal text) from `nonce` on. */
export interface SupplyChange {
  readonly nonce: number;
  readonly supply: string;
}
