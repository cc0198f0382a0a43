import { useCallback, useRef } from 'react';
import { gridKeys, shortcuts, useShortcut } from './shortcuts.ts';
import './Dialog.css';

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
      <dialog ref={dialog} className="dialog" aria-labelledby="help-title">
        <h2 id="help-title">Keyboard shortcuts</h2>
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
        <form method="dialog">
          <button type="submit" className="button">
            Close
          </button>
        </form>
      </dialog>
    </>
  );
}
