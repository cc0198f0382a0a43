import { SourceError } from '../../base/errors.ts';
import type { DriveAnswer } from '../../evaluation/weaveDrive/driveDoor.ts';

/** @param reason completes "The process reads … through WeaveDrive, but …" */
export function refused(reason: string): DriveAnswer & { readonly kind: 'refused' } {
  return { kind: 'refused', reason };
}

/** What gateways say no to halts the process; that none can be reached does not mean no. */
export async function refusing(answer: () => Promise<DriveAnswer>): Promise<DriveAnswer> {
  try {
    return await answer();
  } catch (error) {
    if (error instanceof SourceError && saysNo(error)) return refused(reasonOf(error));
    throw error;
  }
}

/** Undefined where gateways answer that there is no such thing. */
export async function unlessMissing<Value>(promise: Promise<Value>): Promise<Value | undefined> {
  try {
    return await promise;
  } catch (error) {
    if (error instanceof SourceError && saysNo(error)) return undefined;
    throw error;
  }
}

/** A refusal is no word about what is there. */
function reasonOf({ code, details }: SourceError): string {
  if (code === 'not-found') return 'no gateway of this network has it';
  if (code === 'pending') return 'it is not in a block yet';
  return `${details['url']} refuses to answer (HTTP status ${details['status']})`;
}

function saysNo({ code, details }: SourceError): boolean {
  const status = Number(details['status']);
  return (
    code === 'not-found' || code === 'pending' || (code === 'http-status' && status >= 400 && status < 500)
  );
}
