import { useEffect, useState, useSyncExternalStore } from 'react';
import { useApp } from '../AppContext.tsx';
import type { FollowRow, FollowsView } from './followStore.ts';

export function useFollows(): FollowsView {
  const { follows } = useApp();
  return useSyncExternalStore(follows.subscribe, follows.read);
}

export function useFollow(id: string): FollowRow | undefined {
  return useFollows().follows.find((row) => row.id === id);
}

/** How many were ended by an error: told on every screen. */
export function useStoppedCount(): number {
  return useFollows().follows.filter(({ stop }) => stop !== undefined && stop.error !== null).length;
}

const elsewhereLookMs = 5_000;

/** Whether another tab keeps up; looked at while it is shown. */
export function useIsElsewhere(): boolean {
  const { follows } = useApp();
  const { role } = useFollows();
  const [isTaken, setIsTaken] = useState(false);
  useEffect(() => {
    if (role !== 'paused') return undefined;
    let isOver = false;
    const look = async () => {
      const found = await follows.isElsewhere();
      if (!isOver) setIsTaken(found);
    };
    void look();
    const timer = setInterval(() => void look(), elsewhereLookMs);
    return () => {
      isOver = true;
      clearInterval(timer);
    };
  }, [follows, role]);
  return role === 'elsewhere' || (role === 'paused' && isTaken);
}
