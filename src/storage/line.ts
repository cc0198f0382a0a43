import { encodeBase64url } from '../base/base64url.ts';
import type { Brand } from '../base/brand.ts';
import { encodeUtf8 } from '../base/bytes.ts';

/**
 * Names one *line*: everything that was computed from one process by one module under one evaluation profile. Results and checkpoints
 * of different lines are never mixed, because two profiles may lead to two states (legacynet.md §5.5).
 */
export type LineId = Brand<string, 'LineId'>;

export interface LineParts {
  readonly processId: string;
  readonly moduleId: string;
  /**
   * JSON text of everything else that a state depends on: the evaluation profile, and a revision of the evaluator that rises
   * whenever a mistake in it is mended, so that states computed with the mistake are not resumed from.
   */
  readonly profileJson: string;
}

/** `processId/moduleId/base64url(sha256(profileJson))`: readable in the browser's database inspector, sorted by process. */
export async function hashLine(parts: LineParts): Promise<LineId> {
  const digest = await crypto.subtle.digest('SHA-256', encodeUtf8(parts.profileJson));
  return `${parts.processId}/${parts.moduleId}/${encodeBase64url(new Uint8Array(digest))}` as LineId;
}

/** The process and module that a line belongs to. */
export function partsOfLine(lineId: LineId): { readonly processId: string; readonly moduleId: string } {
  const [processId = '', moduleId = ''] = lineId.split('/');
  return { processId, moduleId };
}
