import { encodeUtf8 } from '../../base/bytes.ts';
import type { DriveAnswer, DriveDoor } from '../weaveDrive/driveDoor.ts';
import type { GatewayAnswers } from './referenceLoader.ts';

/** A door to a gateway that gives these answers and lets everything be read. */
export function answeringDoor(answers: GatewayAnswers): DriveDoor {
  const find = (path: string): Uint8Array | undefined => {
    const answer = answers[path];
    return typeof answer === 'string' ? encodeUtf8(answer) : answer;
  };
  const text = (path: string): DriveAnswer => {
    const bytes = find(path);
    if (bytes === undefined) return { kind: 'refused', reason: 'the gateway does not know it' };
    return { kind: 'text', text: new TextDecoder().decode(bytes) };
  };
  return async (request) => {
    switch (request.kind) {
      case 'transaction':
        return text(`/tx/${request.id}`);
      case 'block':
        return text(`/block/height/${request.height}`);
      case 'data': {
        const bytes = find(`/${request.id}`);
        if (bytes === undefined) return { kind: 'refused', reason: 'the gateway does not know it' };
        return { kind: 'size', byteCount: bytes.length };
      }
      case 'bytes': {
        const bytes = find(`/${request.id}`) ?? new Uint8Array(0);
        return { kind: 'bytes', bytes: bytes.slice(request.start, request.end) };
      }
    }
  };
}
