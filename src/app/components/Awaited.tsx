import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { settingsLink } from '../url.ts';
import { useLate } from '../useLate.ts';

/** Longer than servers that are well take. */
const longMs = 8_000;

interface AwaitedProps {
  readonly className?: string;
  /** Of whose servers the answer is awaited. */
  readonly networkName: string;
  /** What is being done. */
  readonly children: ReactNode;
}

/** Where nothing can be shown before a server has answered: what is awaited, and, where that is long in coming, why it may be. */
export function Awaited({ className = '', networkName, children }: AwaitedProps) {
  const isLong = useLate(true, longMs);
  return (
    <div className={`stack awaited ${className}`} role="status">
      <p className="quiet">{children}</p>
      {isLong ? (
        <p className="prose">
          No answer yet: a server of {networkName} is slow, away, or asks for patience. It is asked again by
          itself, and what comes of it is told here, within minutes at the longest. Its servers can be checked
          in <Link {...settingsLink()}>Settings</Link>.
        </p>
      ) : null}
    </div>
  );
}
