import { useCallback, useEffect, useRef, useState } from 'react';
import { type LieChoice, useApp } from '../AppContext.tsx';
import { tellAll } from './suite.ts';

export interface Suite {
  /** The lie whose turn it is; null while the suite is not running. */
  readonly turn: LieChoice | null;
  readonly start: () => void;
  readonly stop: () => void;
}

/** The whole suite, told in this tab for as long as its page is open. */
export function useSuite(choices: readonly LieChoice[]): Suite {
  const { jobs } = useApp();
  const [turn, setTurn] = useState<LieChoice | null>(null);
  const running = useRef<AbortController | null>(null);
  const stop = useCallback(() => running.current?.abort(), []);
  useEffect(() => stop, [stop]);
  const start = useCallback(() => {
    if (running.current !== null) return;
    const controller = new AbortController();
    running.current = controller;
    void tellAll(jobs, choices, { signal: controller.signal, onTurn: setTurn }).finally(() => {
      running.current = null;
      setTurn(null);
    });
  }, [jobs, choices]);
  return { turn, start, stop };
}
