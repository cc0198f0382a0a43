import { Link } from '@tanstack/react-router';
import { homeLink } from '../url.ts';
import { PageTitle } from './PageTitle.tsx';

export function NotFound(): React.ReactNode {
  return (
    <>
      <PageTitle title="No such page" />
      <h1>There is no such page</h1>
      <p className="prose">
        The address may have lost a piece on its way. Links of Selfsame look like #/process/… or #/balance?….
      </p>
      <p>
        <Link {...homeLink()} className="button">
          Start from the first page
        </Link>
      </p>
    </>
  );
}
