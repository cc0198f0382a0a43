import { expect, test } from 'vitest';
import { gasLimitExport, gasUsedExport } from '../rewriting/metering/meterModule.ts';
import { GasTank } from './gas.ts';

test.each([1, 9e12, 2 ** 62, 2 ** 63, 2 ** 64, 1e300, Number.POSITIVE_INFINITY])(
  'a metered module with a limit of %d is stopped there, or never',
  (limit) => {
    const global = () => new WebAssembly.Global({ value: 'i64', mutable: true }, 0n);
    const [used, most] = [global(), global()];
    new GasTank(limit).attach({ [gasUsedExport]: used, [gasLimitExport]: most });
    // What can be counted at all ends at 2^63.
    expect(most.value).toBe(limit < 2 ** 63 ? BigInt(limit) : 2n ** 63n - 1n);
  },
);
