import { Link } from '@tanstack/react-router';
import { formatCounted } from '../format.ts';
import { homeLink } from '../url.ts';
import { useStoppedCount } from './useFollows.ts';

/** On every screen, until somebody has gone on with it or removed it. */
export function FollowAlert() {
  const count = useStoppedCount();
  if (count === 0) return null;
  return (
    <p className="banner" role="alert">
      {formatCounted(count, 'process', 'processes')} could not be kept up with: a check or an evaluation
      failed. <Link {...homeLink()}>See what failed</Link>
    </p>
  );
}
