import { useQuery } from '@tanstack/react-query';
import { useApp } from '../AppContext.tsx';
import { capabilitiesQuery } from '../queries.ts';

interface KeptForNowProps {
  /** The beginning of a sentence. */
  readonly what?: string;
}

/** Beside what a reader would take for kept, in a browser that keeps nothing for this page. */
export function KeptForNow({ what = 'What is evaluated here is' }: KeptForNowProps) {
  const { engine } = useApp();
  const { data } = useQuery(capabilitiesQuery(engine));
  if (data === undefined || data.storageProblem === null) return null;
  return (
    <p className="note" role="note" aria-label="What is kept">
      {what} forgotten when this tab closes. {data.storageProblem}
    </p>
  );
}
