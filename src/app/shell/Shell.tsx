import { Link, Outlet, useRouterState } from '@tanstack/react-router';
import { useEffect, useRef, useSyncExternalStore } from 'react';
import { followIds } from '../components/values/litIds.ts';
import { FollowAlert } from '../follow/FollowAlert.tsx';
import { useNetwork } from '../networks.ts';
import { NewerVersion } from '../offline/NewerVersion.tsx';
import { balanceLink, homeLink, settingsLink } from '../url.ts';
import { EngineClosed } from './EngineClosed.tsx';
import { FindField } from './FindField.tsx';
import { HelpDialog } from './HelpDialog.tsx';
import { Mark } from './Mark.tsx';
import { useFocusOnNavigation } from './useFocusOnNavigation.ts';
import { useTheme } from './useTheme.ts';
import './Shell.css';

/** Header, the screen, footer. */
export function Shell(): React.ReactNode {
  useTheme();
  useFocusOnNavigation();
  useEffect(() => followIds(document), []);
  // By the screen that is shown, whose successor may be long in coming.
  const atHome = useRouterState({
    select: ({ resolvedLocation, location }) => (resolvedLocation ?? location).pathname === '/',
  });
  return (
    <>
      <SkipLink />
      <header className="header">
        <div className="page header-row">
          <Link {...homeLink()} className="brand" aria-label="Selfsame, home">
            <Mark />
            Selfsame
          </Link>
          {atHome ? <span className="find" /> : <FindField />}
          <MainNavigation />
        </div>
      </header>
      <Offline />
      <NewerVersion />
      <FollowAlert />
      <EngineClosed />
      <main id="content" className="page main" tabIndex={-1}>
        <Outlet />
      </main>
      <footer className="footer">
        <div className="page footer-row">
          <p>An AO compute unit in this tab. What it cannot check, it says.</p>
          <p>No wallet, no account, no analytics.</p>
        </div>
      </footer>
    </>
  );
}

/** Its fragment would be taken for a route by the hash history, so the move is made here. */
function SkipLink() {
  const link = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    const anchor = link.current;
    const skip = (event: Event) => {
      event.preventDefault();
      document.getElementById('content')?.focus();
    };
    anchor?.addEventListener('click', skip);
    return () => anchor?.removeEventListener('click', skip);
  }, []);
  return (
    <a ref={link} className="skip" href="#content">
      Skip to content
    </a>
  );
}

function MainNavigation() {
  const choice = useNetwork();
  return (
    <div className="header-links">
      <nav aria-label="Main">
        <ul>
          <li>
            <Link {...balanceLink({ net: choice.net })}>Balance</Link>
          </li>
          <li>
            <Link {...settingsLink()}>Settings</Link>
          </li>
        </ul>
      </nav>
      <HelpDialog />
    </div>
  );
}

function Offline() {
  const online = useSyncExternalStore(subscribeOnline, () => navigator.onLine);
  return online ? null : (
    <p className="banner" role="status">
      This device is offline. What was evaluated here stays readable; nothing newer can be fetched.
    </p>
  );
}

function subscribeOnline(listener: () => void): () => void {
  addEventListener('online', listener);
  addEventListener('offline', listener);
  return () => {
    removeEventListener('online', listener);
    removeEventListener('offline', listener);
  };
}
