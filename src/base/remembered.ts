import { setNewest } from './newest.ts';

/** `make`'s value for each object, made once for each. Only for pure functions, of things that nobody changes. */
export function rememberedFor<Key extends WeakKey, Value>(make: (key: Key) => Value): (key: Key) => Value {
  const known = new WeakMap<Key, { readonly value: Value }>();
  return (key) => {
    let found = known.get(key);
    if (found === undefined) {
      found = { value: make(key) };
      known.set(key, found);
    }
    return found.value;
  };
}

/** `make`'s value for each text; those of the `kept` texts that came last are remembered. What `make` throws is not. */
export function rememberedTexts<Value>(kept: number, make: (text: string) => Value): (text: string) => Value {
  /** Oldest first. */
  const known = new Map<string, { readonly value: Value }>();
  return (text) => {
    const found = known.get(text) ?? { value: make(text) };
    setNewest(known, text, found, kept);
    return found.value;
  };
}
