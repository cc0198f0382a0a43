import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

// The reference loader and our host run memory64 modules in Node 20, which keeps them behind a flag.
const memory64 = process.versions.node.startsWith('20.') ? ['--experimental-wasm-memory64'] : [];

// Limits for a machine that is several times slower than any of ours: they end what hangs, and time nothing.
export default defineConfig({
  test: {
    // Vitest leaves one core free, which of two is half of the machine.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        test: {
          name: 'unit',
          include: ['src/**/*.test.{ts,tsx}', 'scripts/**/*.test.{ts,mjs}'],
          exclude: ['src/evaluation/**', 'src/devnet/**', 'src/engine/**'],
          setupFiles: ['src/testing/byteEquality.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'evaluation',
          include: ['src/{evaluation,devnet,engine}/**/*.test.ts'],
          pool: 'forks',
          execArgv: memory64,
          setupFiles: ['src/testing/byteEquality.ts', 'src/testing/nodeSha256.ts'],
          testTimeout: 600_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
});
