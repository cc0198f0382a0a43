import { useParams, useSearch } from '@tanstack/react-router';
import { expectTypeOf, it } from 'vitest';
import type { createAppRouter } from './routes.tsx';
import type { AskSearch, BalanceSearch, ProcessSearch } from './search.ts';

const useProcess = () => useSearch({ from: '/process/$processId' });
const useBalance = () => useSearch({ from: '/balance' });
const useAsk = () => useSearch({ from: '/process/$processId/ask' });
const useProcessId = () => useParams({ from: '/process/$processId' }).processId;

// The type check fails, and not the run.
it('knows the parameters of each screen: where the router’s type depends on itself, all of them are any', () => {
  expectTypeOf<ReturnType<typeof createAppRouter>>().not.toBeAny();
  expectTypeOf(useProcess).returns.toEqualTypeOf<ProcessSearch>();
  expectTypeOf(useBalance).returns.toEqualTypeOf<BalanceSearch>();
  expectTypeOf(useAsk).returns.toEqualTypeOf<AskSearch>();
  expectTypeOf(useProcessId).returns.toEqualTypeOf<string>();
});
