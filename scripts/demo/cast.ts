import { createEthereumSigner } from './ethereumSigner.ts';
import keys from './publicDemoKeys.json' with { type: 'json' };
import { createRsaSigner } from './rsaSigner.ts';
import type { Signer } from './signer.ts';

/** Who signs on the demo network. Units use the longest salt, wallets 32 bytes as browsers do, one of them none at all. */
export const units = {
  moduleOwner: createRsaSigner('moduleOwner', keys.moduleOwner, 478),
  scheduler: createRsaSigner('scheduler', keys.scheduler, 478),
  messenger: createRsaSigner('messenger', keys.messenger, 478),
  stranger: createRsaSigner('stranger', keys.stranger, 478),
  computeUnit: createRsaSigner('computeUnit', keys.computeUnit, 478),
} as const;

export const arweaveWallets = {
  ada: createRsaSigner('ada', keys.ada, 32),
  bela: createRsaSigner('bela', keys.bela, 32),
  chidi: createRsaSigner('chidi', keys.chidi, 32),
  dora: createRsaSigner('dora', keys.dora, 0),
} as const;

const ethereumNames = [
  ...['emil', 'fatima', 'goran', 'hana', 'ines', 'jonas', 'keiko', 'lars', 'mina', 'nils', 'olga', 'pavel'],
  ...['quentin', 'rosa', 'samir', 'tove', 'uma', 'viktor', 'wanda', 'xenia', 'yusuf', 'zora'],
] as const;

export const ethereumWallets: readonly Signer[] = ethereumNames.map(createEthereumSigner);

/** 26 wallets, Arweave and Ethereum. */
export const wallets: readonly Signer[] = [...Object.values(arweaveWallets), ...ethereumWallets];
