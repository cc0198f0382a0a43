import { splitControls } from '../../text/controls.ts';
import { keyed } from '../keyed.ts';
import './Text.css';

/**
 * Text that a stranger may have written: isolated from the direction of its surroundings, its invisible characters named. Text nodes
 * only, so markup stays markup's source.
 */
export function ForeignText({ text }: { readonly text: string }) {
  return (
    <bdi className="foreign">
      {keyed(splitControls(text)).map(({ key, item: piece }) =>
        piece.kind === 'text' ? (
          piece.text
        ) : (
          <span key={key} className="control-character" title={`${piece.code} ${piece.name}`}>
            {piece.code}
          </span>
        ),
      )}
    </bdi>
  );
}
