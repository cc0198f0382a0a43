import { constants, type JsonWebKey, sign } from 'node:crypto';
import { promisify } from 'node:util';
import keys from '../../demo/publicDemoKeys.json' with { type: 'json' };
import { readRsaKey } from '../../demo/rsaKey.ts';
import type { Signer } from '../../demo/signer.ts';

const signInThread = promisify(sign);

/** RSA-PSS over one of the demo network's worthless keys, its salt drawn by chance, off this thread: tens of thousands are needed. */
function createSigner(name: string, jwk: JsonWebKey, saltLength: number): Signer {
  const { key, identity } = readRsaKey(name, jwk);
  return {
    ...identity,
    async sign(message) {
      const options = { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength };
      return new Uint8Array(await signInThread('sha256', message, options));
    },
  };
}

export const scheduler = createSigner('scheduler', keys.scheduler, 478);

/** The first owns the processes. */
export const wallets: readonly Signer[] = [
  createSigner('ada', keys.ada, 32),
  createSigner('bela', keys.bela, 32),
  createSigner('chidi', keys.chidi, 32),
  createSigner('dora', keys.dora, 0),
];
