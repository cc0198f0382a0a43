import { useStoppedCount } from '../follow/useFollows.ts';
import { shortenId } from '../format.ts';
import { splitControls } from '../text/controls.ts';
import { useProcessName } from '../useProcessName.ts';

/** Longer ones are cut: what a process calls itself can be of any length. */
const mostCharacters = 80;

/** The document's title; React puts it into the head. What could not be kept up with is told there, too: its tab may be one of many. */
export function PageTitle({ title }: { readonly title?: string }) {
  const stoppedCount = useStoppedCount();
  const alarm = stoppedCount === 0 ? '' : `(${stoppedCount} stopped) `;
  return <title>{`${alarm}${title === undefined ? '' : `${visible(title)} · `}Selfsame`}</title>;
}

interface ProcessPageTitleProps {
  /** What the page shows of the process. */
  readonly title: string;
  readonly processId: string;
  /** What an answer says that it is called; absent: as its page said. */
  readonly name?: string | null;
}

/** Of a page about a process: without its name, history and tabs cannot be told apart. */
export function ProcessPageTitle({ title, processId, name = null }: ProcessPageTitleProps) {
  const known = useProcessName(processId);
  return <PageTitle title={`${title}, ${name ?? known ?? shortenId(processId)}`} />;
}

/** No character of a name may change how the rest of the title reads. */
function visible(title: string): string {
  const text = splitControls(title)
    .map((piece) => (piece.kind === 'text' ? piece.text : ''))
    .join('');
  return text.length > mostCharacters ? `${text.slice(0, mostCharacters)}…` : text;
}
