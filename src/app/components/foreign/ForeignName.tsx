import { cutName } from '../../text/cutText.ts';
import { ForeignText } from './ForeignText.tsx';

/** What a process calls itself, no longer than a line or two. */
export function ForeignName({ name }: { readonly name: string }) {
  return <ForeignText text={cutName(name)} />;
}
