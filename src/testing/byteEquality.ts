import { expect } from 'vitest';

/** Bytes are compared as bytes: element by element, as objects are, two memories take seconds, and CI took minutes. */
expect.addEqualityTesters([
  (a: unknown, b: unknown) =>
    a instanceof Uint8Array && b instanceof Uint8Array && a.constructor === b.constructor
      ? Buffer.compare(a, b) === 0
      : undefined,
]);
