import { createMemoryStore } from '../../../storage/memoryStore.ts';
import { createVerifierService } from '../../../verification/verifierService.ts';
import { createEngine } from '../../engine.ts';
import { openRemoteEvaluator } from '../../evaluator/remoteEvaluator.ts';
import { listAtWork } from '../../line/lineLock.ts';
import type { NewsChannel } from '../../line/lineNews.ts';
import { createVerifierThreads } from '../../verifier/verifierThreads.ts';
import { type SimulatedThread, startThread } from './thread.ts';
import { serveToyLine } from './toyEvaluator.ts';
import type { Tab, World } from './world.ts';

export function openTab(world: World, name: string): Tab {
  const { random, threads, channels } = world;
  const own = new Set<SimulatedThread>();

  let isAlive = true;
  /** The dead hear nothing; what they still had to do is never done. */
  const unlessDead = async <Value>(answer: Promise<Value>): Promise<Value> => {
    const value = await answer;
    return isAlive ? value : new Promise<never>(() => undefined);
  };

  function start(serves: (signal: AbortSignal) => object, running: Set<SimulatedThread>): SimulatedThread {
    const thread = startThread({
      random,
      serves,
      onEnd: () => {
        running.delete(thread);
        own.delete(thread);
      },
    });
    running.add(thread);
    own.add(thread);
    if (!isAlive) thread.terminate();
    return thread;
  }

  const news: NewsChannel = {
    onmessage: null,
    postMessage(message) {
      const data: unknown = structuredClone(message);
      for (const hear of channels) if (hear !== hearNews) setTimeout(hear, random.between(0, 5), data);
    },
  };
  const hearNews = (data: unknown) => {
    if (isAlive) news.onmessage?.(new MessageEvent('message', { data }));
  };
  channels.add(hearNews);

  const locks = world.locks.managerOf(own);
  const verifiers = createVerifierThreads(() => start(createVerifierService, threads.verifiers), 2, 60);
  const tab: Tab = {
    name,
    jobs: [],
    get isAlive() {
      return isAlive;
    },
    engine: createEngine({
      fetch: (request) => unlessDead(world.internet.fetch(request)),
      isOffline: () => world.internet.isOffline,
      openEvaluator: (options, abortable) =>
        openRemoteEvaluator(() => start(serveToyLine, threads.evaluators), options, abortable),
      createVerifier: (options) => verifiers.createVerifier(options),
      openStore: (onLost) => unlessDead(world.disk.open(tab, onLost, () => listAtWork(locks))),
      openMemoryStore: createMemoryStore,
      locks,
      news,
      nowMs: () => Date.now() + world.clock.offMs,
      steadyMs: () => performance.now(),
      watchdogMs: 60_000,
    }),
    kill() {
      isAlive = false;
      world.tabs.splice(world.tabs.indexOf(tab), 1);
      channels.delete(hearNews);
      for (const thread of [...own]) thread.terminate();
      world.locks.release(own);
    },
  };
  world.tabs.push(tab);
  return tab;
}
