import { isSelfsameError } from '../base/errors.ts';
import type { ErrorReport } from './api/jobs.ts';

/** An error as data for the screen. What we did not throw on purpose is `unexpected`: a defect of ours, and shown as one. */
export function reportError(error: unknown): ErrorReport {
  const chain = causesOf(error);
  if (isSelfsameError(error)) {
    return { layer: error.layer, code: error.code, message: error.message, details: error.details, chain };
  }
  const message = error instanceof Error ? error.message : String(error);
  return {
    layer: 'unexpected',
    code: error instanceof Error ? kebabCase(error.name) : 'thrown-value',
    message,
    details: {},
    chain,
  };
}

function causesOf(error: unknown): readonly string[] {
  const chain: string[] = [];
  let cause = error instanceof Error ? error.cause : undefined;
  while (cause !== undefined && chain.length < 8) {
    chain.push(cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause));
    cause = cause instanceof Error ? cause.cause : undefined;
  }
  return chain;
}

function kebabCase(name: string): string {
  return name.replace(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase();
}
