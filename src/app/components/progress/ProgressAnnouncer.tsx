import { useEffect, useRef, useState } from 'react';

/** Screen readers queue what a live region says; more than one sentence in five seconds would never end. */
const quietMs = 5_000;

/** Says the latest `text` aloud, the first at once and later ones at most every five seconds. */
export function ProgressAnnouncer({ text }: { readonly text: string }) {
  const [said, setSaid] = useState('');
  const lastMs = useRef(Number.NEGATIVE_INFINITY);
  useEffect(() => {
    const waitMs = Math.max(0, lastMs.current + quietMs - performance.now());
    const timer = setTimeout(() => {
      lastMs.current = performance.now();
      setSaid(text);
    }, waitMs);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <p className="visually-hidden" role="status" data-live="progress">
      {said}
    </p>
  );
}
