import { type ComponentProps, useCallback, useId, useRef, useState } from 'react';
import { type Pasted, parsePasted } from '../pasted.ts';
import { useOpenPasted } from './openPasted.ts';
import { useShortcut } from './shortcuts.ts';

export interface PasteField {
  /** As it is understood. */
  readonly pasted: Pasted;
  /** Why it could not be opened; null until then. */
  readonly problem: string | null;
  /** Opens what was pasted, on the network of its link or else on `net`, and answers true; or says why not. */
  readonly open: (net?: string) => boolean;
  readonly empty: () => void;
  /** For the input: its `id` is what a label names, and `aria-describedby` where the problem stands. */
  readonly input: ComponentProps<'input'> & { readonly id: string; readonly 'aria-describedby': string };
}

/** A field for an id or a link, to which the shortcut leads. There is one on each screen. */
export function usePasteField(): PasteField {
  const id = useId();
  const ref = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const openPasted = useOpenPasted();
  useShortcut(
    'find',
    useCallback(() => ref.current?.focus(), []),
  );
  const pasted = parsePasted(text);
  return {
    pasted,
    problem,
    open: (net) => {
      const refused = openPasted(pasted, net);
      setProblem(refused);
      return refused === null;
    },
    empty: () => setText(''),
    input: {
      id,
      ref,
      value: text,
      autoComplete: 'off',
      spellCheck: false,
      'aria-invalid': problem !== null,
      'aria-describedby': `${id}-said`,
      onChange: (event) => {
        setText(event.target.value);
        setProblem(null);
      },
    },
  };
}
