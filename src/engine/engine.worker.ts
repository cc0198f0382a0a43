import { createDevnet } from '../devnet/devnet.ts';
import { isDevnetUrl } from '../devnet/hosts.ts';
import { openIndexedDbStore } from '../storage/indexedDbStore.ts';
import { createMemoryStore } from '../storage/memoryStore.ts';
import { serve } from '../threads/serve.ts';
import type { EngineClientOptions } from './client.ts';
import { createEngine } from './engine.ts';
import { openRemoteEvaluator } from './remoteEvaluator.ts';
