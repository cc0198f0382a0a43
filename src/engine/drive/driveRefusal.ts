import { SourceError } from '../../base/errors.ts';
import type { DriveAnswer } from '../../evaluation/weaveDrive/driveDoor.ts';

/** @param reason completes "The process reads … through WeaveDrive, but …" */
export function refused(reason: string): DriveAnswer & { readonly kind: 'refused' } {
  return { kind: 'refused', reason };
}

/** What gateways say no to halts the process; that none can be reached does not mean no. */
export async function refusing(answer: () => Promise<DriveAnswer>): Promise<DriveAnswer> {
  return (await unlessMissing(answer())) ?? refused('no gateway of this network has it');
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

function saysNo({ code, details }: SourceError): boolean {
  const status = Number(details['status']);
  return (
    code === 'not-found' || code === 'pending' || (code === 'http-status' && status >= 400 && status < 500)
  );
}
