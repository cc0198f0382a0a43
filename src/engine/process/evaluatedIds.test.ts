import { expect, it } from 'vitest';
import type { LineId } from '../../storage/line.ts';
import { createMemoryStore } from '../../storage/memoryStore.ts';
import { earlierIdsText, loadEvaluatedIds, saveEvaluatedIds } from './evaluatedIds.ts';

const lineId = 'process/module/hash' as LineId;

it('what entries are skipped by is kept apart from which messages they assigned', async () => {
  const store = createMemoryStore();
  const texts = [
    earlierIdsText('message', 'message'),
    earlierIdsText('deep+hash/==', 'pushed'),
    earlierIdsText('', 'skipped'),
  ];
  await saveEvaluatedIds(
    store,
    lineId,
    texts.map((json, nonce) => ({ nonce, json })),
  );
  expect(await loadEvaluatedIds(store, lineId, { fromNonce: 0, toNonce: 2 })).toEqual({
    evaluated: new Set(['message', 'deep+hash/==']),
    messages: new Set(['message', 'pushed', 'skipped']),
  });
  expect(await loadEvaluatedIds(store, lineId, { fromNonce: 0, toNonce: 3 })).toBeUndefined();
});
