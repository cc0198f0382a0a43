import type { TokenInfo } from '../../../engine/api.ts';
import { cutText, mostUnitCharacters } from '../../text/cutText.ts';

/** What amounts of a token are in, no longer than stands in their line: the process says it, and can say anything. */
export function unitOf({ denomination, ticker, name }: TokenInfo): string {
  return denomination === null ? 'base units' : cutText(ticker ?? name ?? 'tokens', mostUnitCharacters);
}
