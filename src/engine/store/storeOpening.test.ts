import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { StorageError } from '../../base/errors.ts';
import { createMemoryStore } from '../../storage/memoryStore.ts';
import type { Store } from '../../storage/store.ts';
import type { EngineContext } from '../context.ts';
import { createStoreOpening } from './storeOpening.ts';

type Open = EngineContext['openStore'];

function openingWith(openStore: Open) {
  return createStoreOpening({ openStore, openMemoryStore: createMemoryStore } as EngineContext);
}

const keep = (store: Store, id: string) => store.saveDocument('item', id, { json: '{}', bytes: null });
const isKept = async (store: Store, id: string) => (await store.loadDocument('item', id)) !== undefined;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('opening what this browser keeps', () => {
  it('remembers as long as the tab where storage is refused, and asks again each time', async () => {
    const refusing = vi.fn<Open>(() => Promise.reject(new StorageError('refused', 'No.')));
    const open = openingWith(refusing);
    const first = await open();
    expect(first.problem).toBe('Nothing is being saved: No.');
    await keep(first.store, 'a');
    refusing.mockResolvedValueOnce(createMemoryStore());
    const second = await open();
    expect(second.problem).toBeUndefined();
    expect(await isKept(second.store, 'a')).toBe(false);
  });

  it('is the same stand-in for everyone who asks', async () => {
    const open = openingWith(() => Promise.reject(new StorageError('refused', 'No.')));
    const [first, second] = await Promise.all([open(), open()]);
    await keep(first.store, 'a');
    expect(await isKept(second.store, 'a')).toBe(true);
    expect(await isKept((await open()).store, 'a')).toBe(true);
  });

  it('opens again what the browser took away', async () => {
    const told: (() => void)[] = [];
    const open = openingWith(async (onLost) => {
      told.push(onLost);
      return createMemoryStore();
    });
    const first = await open();
    expect((await open()).store).toBe(first.store);
    first.store.close();
    told[0]?.();
    const second = await open();
    expect(second.problem).toBeUndefined();
    await keep(second.store, 'a');
    // Told late, of the one before.
    told[0]?.();
    expect((await open()).store).toBe(second.store);
  });

  it('gives what is open by then to those who had what the browser took away', async () => {
    const databases: Store[] = [];
    const told: (() => void)[] = [];
    const opens = vi.fn<Open>(async (onLost) => {
      told.push(onLost);
      databases.push(createMemoryStore());
      return databases.at(-1) ?? createMemoryStore();
    });
    const open = openingWith(opens);
    const { store } = await open();
    databases[0]?.close();
    told[0]?.();
    await Promise.all([keep(store, 'a'), keep(store, 'b')]);
    expect(await isKept((await open()).store, 'a')).toBe(true);
    expect(await isKept((await open()).store, 'b')).toBe(true);
    expect(opens).toHaveBeenCalledTimes(2);
  });

  it('opens one database for all who find out by themselves that the browser took theirs away', async () => {
    const databases: Store[] = [];
    const opens = vi.fn<Open>(async () => {
      databases.push(createMemoryStore());
      return databases.at(-1) ?? createMemoryStore();
    });
    const { store } = await openingWith(opens)();
    databases[0]?.close();
    await Promise.all([keep(store, 'a'), keep(store, 'b')]);
    expect(opens).toHaveBeenCalledTimes(2);
  });

  it('opens no other for a call that is told of it after another call', async () => {
    let fail: () => void = () => undefined;
    const held = new Promise<never>((_, reject) => {
      fail = () => reject(new StorageError('closed', 'It was closed.'));
    });
    const first = { ...createMemoryStore(), loadDocument: () => held };
    const opens = vi.fn<Open>(() => Promise.resolve(createMemoryStore()));
    opens.mockResolvedValueOnce(first);
    const { store } = await openingWith(opens)();
    const slow = isKept(store, 'a');
    first.close();
    await keep(store, 'a');
    fail();
    expect(await slow).toBe(true);
    expect(opens).toHaveBeenCalledTimes(2);
  });

  it('says so to those who had what the browser took away, where it does not give it back', async () => {
    const database = createMemoryStore();
    const opens = vi.fn<Open>(() => Promise.resolve(database));
    const { store } = await openingWith(opens)();
    opens.mock.calls[0]?.[0]();
    database.close();
    opens.mockRejectedValueOnce(new StorageError('refused', 'No.'));
    await expect(keep(store, 'a')).rejects.toMatchObject({ code: 'refused' });
    opens.mockResolvedValueOnce(createMemoryStore());
    await keep(store, 'a');
    expect(await isKept(store, 'a')).toBe(true);
  });

  it('waits for a database that is long in coming, but not for ever, and takes it when it comes', async () => {
    let come: (store: Store) => void = () => undefined;
    const open = openingWith(
      () =>
        new Promise((resolve) => {
          come = resolve;
        }),
    );
    const first = open();
    await vi.advanceTimersByTimeAsync(60_000);
    expect((await first).problem).toMatch(/has not opened its database yet/);
    // Nobody waits again.
    const second = open();
    await vi.advanceTimersByTimeAsync(0);
    expect((await second).store).toBe((await first).store);
    come(createMemoryStore());
    await vi.advanceTimersByTimeAsync(0);
    expect((await open()).problem).toBeUndefined();
  });

  it('gives up nothing for mistakes of ours', async () => {
    const open = openingWith(() => Promise.reject(new TypeError('A mistake.')));
    await expect(open()).rejects.toThrow('A mistake.');
  });
});
