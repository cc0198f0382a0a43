/** Files of the demo network below the app's public folder, built by `scripts/build-demo.ts`. */
export const archiveAssets = {
  index: 'demo/index.json',
  /** ANS-104 bundle of everything that was signed, modules excepted. */
  items: 'demo/items.bundle',
  /** Result by assignment id, as the reference loader gave it. */
  results: 'demo/results.json',
  /** ANS-104 bundle of assignments and messages that only lies tell. */
  lies: 'demo/lies.bundle',
  /** Checkpoints that the network's compute unit published, and those that only lies tell. */
  checkpoints: 'demo/checkpoints.json',
} as const;

/** What the bundles do not say by themselves. */
export interface ArchiveIndex {
  readonly firstBlock: { readonly height: number; readonly timestampMs: number };
  readonly blockIntervalMs: number;
  readonly modules: readonly ArchivedModule[];
  /** On layer 1 beside modules, each with its data. */
  readonly transactions: readonly TransactionJson[];
  readonly tokens: readonly ArchivedToken[];
  /** Assignments that were signed for lies only: id by the lie's name. */
  readonly signedLies: Readonly<Record<string, string>>;
}

/** A module's data is the WASM file that the app has anyway; kept here is what was signed beside it. */
export type ArchivedModule = ArchivedModuleFields &
  (
    | {
        readonly kind: 'data-item';
        /** base64url of the data item up to where its data begins. */
        readonly header: string;
      }
    | { readonly kind: 'transaction'; readonly transaction: TransactionJson }
  );

interface ArchivedModuleFields {
  readonly id: string;
  /** File below the public folder. */
  readonly asset: string;
  readonly dataBytes: number;
}

/** A layer-1 transaction as `GET /tx/{id}` tells it: base64url but for the numbers. */
export interface TransactionJson {
  readonly format: 2;
  readonly id: string;
  readonly last_tx: string;
  readonly owner: string;
  readonly tags: readonly { readonly name: string; readonly value: string }[];
  readonly target: string;
  readonly quantity: string;
  readonly data: string;
  readonly data_size: string;
  readonly data_tree: readonly string[];
  readonly data_root: string;
  readonly reward: string;
  readonly signature: string;
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
