import { expect, it, vi } from 'vitest';
import { legacynet } from '../../engine/api.ts';
import { createSettingsStore } from './settingsStore.ts';

function fakeStorage(initial: string | null): Storage {
  let text = initial;
  return {
    length: 0,
    clear: () => undefined,
    key: () => null,
    removeItem: () => undefined,
    getItem: () => text,
    setItem: (_key, value) => {
      text = value;
    },
  };
}

it('keeps choices over a reload', () => {
  const storage = fakeStorage(null);
  const first = createSettingsStore(() => storage);
  const listener = vi.fn();
  first.subscribe(listener);
  first.change({ theme: 'dark' });
  expect(listener).toHaveBeenCalledOnce();
  expect(createSettingsStore(() => storage).read().theme).toBe('dark');
});

it('follows what another tab chooses, and undoes none of it', () => {
  const storage = fakeStorage(null);
  const page = new EventTarget();
  const here = createSettingsStore(() => storage, page);
  const there = createSettingsStore(() => storage);
  const listener = vi.fn();
  here.subscribe(listener);
  there.change({ customNetworks: [{ ...legacynet, id: 'custom-1' }] });
  page.dispatchEvent(Object.assign(new Event('storage'), { key: 'another app’s' }));
  expect(listener).not.toHaveBeenCalled();
  page.dispatchEvent(Object.assign(new Event('storage'), { key: 'selfsame.settings' }));
  expect(listener).toHaveBeenCalledOnce();
  here.change({ theme: 'dark' });
  const { theme, customNetworks } = createSettingsStore(() => storage).read();
  expect([theme, customNetworks.map(({ id }) => id)]).toEqual(['dark', ['custom-1']]);
});

it.each([null, 'no JSON', '[]', '{"theme":"pink","networkId":5}'])('starts from %j', (text) => {
  expect(createSettingsStore(() => fakeStorage(text)).read()).toEqual({
    theme: 'system',
    networkId: 'demo',
    customNetworks: [],
    watchdogSeconds: 120,
    programPath: '',
    keepsApp: true,
  });
});

it('drops a stored network that cannot be used, and keeps the others', () => {
  const customNetworks = [{ id: 'broken' }, { ...legacynet, id: 'custom-1' }];
  const store = createSettingsStore(() => fakeStorage(JSON.stringify({ customNetworks })));
  expect(store.read().customNetworks.map(({ id }) => id)).toEqual(['custom-1']);
});

it('goes on where storage is refused', () => {
  const store = createSettingsStore(() => {
    throw new DOMException('denied', 'SecurityError');
  });
  store.change({ networkId: 'legacynet' });
  expect(store.read().networkId).toBe('legacynet');
});
