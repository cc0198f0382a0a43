import { Link } from '@tanstack/react-router';
import type { FindTerm } from '../../engine/api.ts';
import { useNetwork } from '../networks.ts';
import { writeFindTerm } from '../process/find/findText.ts';
import { processLink } from '../url.ts';

interface FindOthersProps {
  readonly processId: string;
  readonly term: FindTerm;
  /** What they have in common, within a sentence: `with this action`. */
  readonly like: string;
}

/** From one message to those of its schedule that are like it. */
export function FindOthers({ processId, term, like }: FindOthersProps) {
  const { net } = useNetwork();
  return (
    <Link
      {...processLink({ processId, net, find: writeFindTerm(term) })}
      className="find-others"
      preload={false}
    >
      others<span className="visually-hidden">{` ${like}`}</span>
    </Link>
  );
}
