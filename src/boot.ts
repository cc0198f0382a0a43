import { asksForWork } from './app/asksForWork.ts';
import { createEngineClient } from './engine/client.ts';

/**
 * The page's engine. Its thread takes as long to start as the app's scripts do, so the built page has a script of its own for this, before
 * theirs (`scripts/vite/bootFirst.ts`).
 */
export const engine = createEngineClient({ expectsWork: asksForWork(location.hash) });
