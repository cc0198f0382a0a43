import type { ReceiptView } from '../../engine/api.ts';
import { Id } from '../components/values/Id.tsx';

/** Whose word a receipt is: a key, which may be this browser's. Nobody knows here whom a key belongs to. */
export function SignerName({ signer }: { readonly signer: ReceiptView['signer'] }) {
  return (
    <span data-signer={signer.own ? 'own' : 'other'}>
      {signer.own ? 'This browser’s key' : 'Another key'} <Id id={signer.keyId} what="key id" />{' '}
      <span className="quiet">{signer.algorithm}</span>
    </span>
  );
}
