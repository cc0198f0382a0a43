import { Link } from '@tanstack/react-router';
import { Id } from '../components/values/Id.tsx';
import { imported, newest } from '../start.ts';
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
      Evaluation begins with <WhatItBeginsWith start={start} />.{' '}
      <Link {...processLink({ processId, net })} resetScroll={false}>
        Begin with the first message
      </Link>
    </p>
  );
}

function WhatItBeginsWith({ start }: Pick<BegunWithProps, 'start'>) {
  if (start === imported) return 'the checkpoint that came with this process in a file';
  if (start === newest) return 'the newest published checkpoint';
  return (
    <>
      the published checkpoint <Id id={start} what="checkpoint id" />
    </>
  );
}
