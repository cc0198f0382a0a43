import type { EvaluationProfile } from '../../evaluation/profile.ts';
import { fastRecipe } from '../../evaluation/rewriting/runnableModule.ts';
import type { ProcessId } from '../../protocol/ids.ts';
import { loadProcess } from '../process/findProcess.ts';
import { lineIdOf } from '../process/prepareProcess.ts';
import type { SparingStore } from '../store/sparingStore.ts';

export interface ReadAhead {
  /** The store, that has the first answers ready, or on their way. */
  readonly store: SparingStore;
  /** Whether nothing of the process is kept, and its schedule will be read from the beginning. */
  readonly isNew: Promise<boolean>;
  /** Somebody else may move the line from now on: its checkpoint is asked for anew. */
  forgetCheckpoint(): void;
}

export interface ReadAheadRequest {
  readonly processId: string;
  readonly profile: EvaluationProfile | undefined;
  readonly startId: string | undefined;
  readonly toNonce: number | undefined;
}

/**
 * Asks for everything at once that opening a line will want from storage: the process, and by what that says the module, its faster form and
 * the newest checkpoint. An opening would ask for one after the other, each for as long as checking the one before takes. Nothing is
 * believed for it, and everything is checked as if it had just been read.
 */
export function readAhead(
  store: SparingStore,
  { processId, profile, startId, toNonce }: ReadAheadRequest,
): ReadAhead {
  const process = firstAnswer(store.loadDocument('process', processId));
  const named = process.promise.then(async (document) => {
    const known = loadProcess({ loadDocument: () => Promise.resolve(document) }, processId as ProcessId);
    return (await known) ?? Promise.reject(new Error('The process is not kept.'));
  });
  const moduleIdOf = named.then(({ moduleId }) => moduleId);
  const lineId = named.then((known) => lineIdOf(known, profile, startId));
  const module = firstAnswer(moduleIdOf.then((moduleId) => store.loadDocument('module', moduleId)));
  const rewriting = firstAnswer(moduleIdOf.then((moduleId) => store.loadRewriting(moduleId, fastRecipe())));
  const checkpoint = firstAnswer(lineId.then((id) => store.loadCheckpoint(id, toNonce)));

  const isOf = async (known: Promise<string>, id: string) => (await known.catch(() => undefined)) === id;
  return {
    isNew: process.promise.then(
      (document) => document === undefined && startId === undefined,
      () => false,
    ),
    forgetCheckpoint: () => void checkpoint.take(),
    store: {
      ...store,
      async loadDocument(kind, id) {
        if (kind === 'process' && id === processId) return process.take() ?? store.loadDocument(kind, id);
        const isModule = kind === 'module' && (await isOf(moduleIdOf, id));
        return (isModule ? module.take() : undefined) ?? store.loadDocument(kind, id);
      },
      async loadRewriting(moduleId, recipe) {
        const isAsked = recipe === fastRecipe() && (await isOf(moduleIdOf, moduleId));
        return (isAsked ? rewriting.take() : undefined) ?? store.loadRewriting(moduleId, recipe);
      },
      async loadCheckpoint(id, atMostNonce) {
        const isAsked = atMostNonce === toNonce && (await isOf(lineId, id));
        return (isAsked ? checkpoint.take() : undefined) ?? store.loadCheckpoint(id, atMostNonce);
      },
    },
  };
}

/** An answer for whoever asks first: what is stored may be something else when it is asked for again. */
function firstAnswer<Value>(promise: Promise<Value>) {
  // Told to whoever takes it; nobody may.
  promise.catch(() => undefined);
  let left: Promise<Value> | undefined = promise;
  return {
    promise,
    take(): Promise<Value> | undefined {
      const taken = left;
      left = undefined;
      return taken;
    },
  };
}
