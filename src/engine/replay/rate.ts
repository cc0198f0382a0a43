/** Messages per second over the last few seconds: what a person compares with what is left. */
export interface RateMeter {
  add(count: number, steadyMs: number): void;
  /** Null until there is something to divide. */
  perSecond(steadyMs: number): number | null;
}

const windowMs = 4000;

export function createRateMeter(): RateMeter {
  const samples: { readonly steadyMs: number; readonly count: number }[] = [];
  return {
    add(count, steadyMs) {
      samples.push({ steadyMs, count });
      while (samples.length > 2 && (samples[0]?.steadyMs ?? steadyMs) < steadyMs - windowMs) samples.shift();
    },
    perSecond(steadyMs) {
      const first = samples[0];
      if (first === undefined || samples.length < 2) return null;
      const spanMs = steadyMs - first.steadyMs;
      if (spanMs <= 0) return null;
      // The first sample opens the window; its own messages came before it.
      const counted = samples.slice(1).reduce((sum, sample) => sum + sample.count, 0);
      return (counted * 1000) / spanMs;
    },
  };
}
