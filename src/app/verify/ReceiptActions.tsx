import type { ReceiptView } from '../../engine/api.ts';
import { CopyButton } from '../components/values/CopyButton.tsx';
import { saveFile } from '../settings/saveFile.ts';
import { absoluteUrl, verifyPath } from '../url.ts';

interface ReceiptActionsProps {
  readonly receipt: ReceiptView;
  readonly net: string;
  readonly wallet: string | undefined;
}

/** The two ways in which a receipt leaves: as a link that evaluates again, and as a file that other tools verify. */
export function ReceiptActions({ receipt, net, wallet }: ReceiptActionsProps) {
  const save = () => {
    const file = new Blob([receipt.envelope], { type: 'application/vnd.dsse.envelope.v1+json' });
    saveFile(file, `${receipt.processId}-${receipt.nonce}.receipt.json`);
  };
  return (
    <>
      <CopyButton
        label="Copy link"
        text={() => absoluteUrl(window.location.href, verifyPath({ code: receipt.code, wallet, net }))}
      />
      <button type="button" className="button" onClick={save}>
        Save file
      </button>
    </>
  );
}
