import { defineConfig } from 'vitest/config';

/** Only the tests that lie next to the code: what the whole product would notice must not count as a test of this folder. */
export default defineConfig({
  test: { include: ['src/verification/**/*.test.ts'], testTimeout: 60_000 },
});
