import type { ErrorReport } from '../engine/api.ts';
import { hasWrongEnding } from './pasted.ts';

/** The engine's codes for what a link may name, and what a value that is wrong is not. */
const wrongWords = {
  process: { code: 'invalid-id', isNot: 'is not 43 characters of base64url' },
  wallet: {
    code: 'invalid-wallet',
    isNot:
      'is neither an Arweave address (43 characters of base64url) nor an Ethereum address (0x and 40 hex digits)',
  },
  tag: { code: 'invalid-tag', isNot: 'is not written as Name: value' },
  nonce: { code: 'invalid-nonce', isNot: 'is not a whole number from 0 up' },
} as const;

const shownCharacters = 60;

/** A link's value is wrong before the engine is asked: told as the engine would tell it. */
export function wrongInLink(what: keyof typeof wrongWords, value: string): ErrorReport {
  const { code } = wrongWords[what];
  const shown = value.length > shownCharacters ? `${value.slice(0, shownCharacters)}…` : value;
  return {
    layer: 'protocol',
    code,
    message: `The ${what} "${shown}" ${whyWrong(what, value)}.`,
    details: { what, length: value.length },
    chain: [],
  };
}

function whyWrong(what: keyof typeof wrongWords, value: string): string {
  return (what === 'process' || what === 'wallet') && hasWrongEnding(value)
    ? `has 43 characters, but no id ends in "${value.at(-1)}": a character is wrong`
    : wrongWords[what].isNot;
}
