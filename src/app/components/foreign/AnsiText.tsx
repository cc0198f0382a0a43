import { ansiRuns } from '../../text/ansi.ts';
import { keyed } from '../keyed.ts';
import { ForeignText } from './ForeignText.tsx';
import './Text.css';

/** Foreign text whose ANSI colours are shown as ours. */
export function AnsiText({ text }: { readonly text: string }) {
  return keyed(ansiRuns(text)).map(({ key, item: run }) => (
    <span key={key} className={run.className}>
      <ForeignText text={run.text} />
    </span>
  ));
}
