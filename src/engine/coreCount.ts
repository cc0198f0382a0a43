/** Processor cores of this machine, as far as the browser tells; one where nobody does. */
export function coreCount(): number {
  const scope: { readonly navigator?: { readonly hardwareConcurrency?: number } } = globalThis;
  return scope.navigator?.hardwareConcurrency ?? 1;
}
