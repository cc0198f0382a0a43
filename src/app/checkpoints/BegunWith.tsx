import { Link } from '@tanstack/react-router';
import { Id } from '../components/Id.tsx';
import { processLink } from '../url.ts';

interface BegunWithProps {
  readonly processId: string;
  readonly net: string;
  /** As the link says it. */
  readonly start: string;
}

/** Where an evaluation begins, if not with the first message. */
export function BegunWith({ processId, net, start }: BegunWithProps) {
  return (
    <p className="note" role="note">
      Evaluation begins with{' '}
      {start === 'newest' ? (
        'the newest published checkpoint'
      ) : (
        <>
          the published checkpoint <Id id={start} what="checkpoint id" />
        </>
      )}
      .{' '}
      <Link {...processLink({ processId, net })} resetScroll={false}>
        Begin with the first message
      </Link>
    </p>
  );
}
