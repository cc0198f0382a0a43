import { describe, expect, it, vi } from 'vitest';
import { StorageError } from '../../base/errors.ts';
import { createMemoryStore } from '../../storage/memoryStore.ts';
import type { Store } from '../../storage/store.ts';
import { openEarly } from './openEarly.ts';

/** Databases that a test can take away. */
function browser() {
  const lose: (() => void)[] = [];
  const open = vi.fn(async (onLost: () => void): Promise<Store> => {
    const store = createMemoryStore();
    lose.push(() => {
      store.close();
      onLost();
    });
    return store;
  });
  return { open, lose };
}

const isOpen = (store: Store) =>
  store.listProcesses().then(
    () => true,
    () => false,
  );

describe('a store that is opened before anybody asks for it', () => {
  it('is given to who asks first, and to nobody else', async () => {
    const { open } = browser();
    const openStore = openEarly(open);
    expect(open).toHaveBeenCalledOnce();
    const first = await openStore(() => undefined);
    expect(open).toHaveBeenCalledOnce();
    expect(await openStore(() => undefined)).not.toBe(first);
  });

  it('tells who has it when the browser takes it away', async () => {
    const { open, lose } = browser();
    const onLost = vi.fn();
    await openEarly(open)(onLost);
    lose[0]?.();
    expect(onLost).toHaveBeenCalledOnce();
  });

  it('is opened again where the browser has taken it away meanwhile', async () => {
    const { open, lose } = browser();
    const openStore = openEarly(open);
    lose[0]?.();
    const onLost = vi.fn();
    expect(await isOpen(await openStore(onLost))).toBe(true);
    lose[1]?.();
    expect(onLost).toHaveBeenCalledOnce();
    expect(open).toHaveBeenCalledTimes(2);
  });

  it('tells of what stood in its way when it is asked for, and is tried again then', async () => {
    const { open } = browser();
    open.mockRejectedValueOnce(new StorageError('refused', 'No.'));
    const openStore = openEarly(open);
    await expect(openStore(() => undefined)).rejects.toMatchObject({ code: 'refused' });
    expect(await isOpen(await openStore(() => undefined))).toBe(true);
  });
});
