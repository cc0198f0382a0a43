import { useCallback, useRef } from 'react';
import { Dialog } from '../components/Dialog.tsx';
import { gridKeys, shortcuts, useShortcut } from './shortcuts.ts';
import './HelpDialog.css';

export function HelpDialog() {
  const dialog = useRef<HTMLDialogElement>(null);
  const open = useCallback(() => dialog.current?.showModal(), []);
  useShortcut('help', open);
  return (
    <>
      <button
        type="button"
        className="icon-button"
        aria-label="Keyboard shortcuts"
        title="Keyboard shortcuts"
        onClick={open}
      >
        ?
      </button>
      <Dialog ref={dialog} title="Keyboard shortcuts">
        <table className="help-keys">
          <tbody>
            {[...Object.values(shortcuts), ...gridKeys].map(({ keys, does }) => (
              <tr key={keys}>
                <th scope="row">
                  {keys.split(', ').map((key) => (
                    <kbd key={key}>{key}</kbd>
                  ))}
                </th>
                <td>{does}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Dialog>
    </>
  );
}
