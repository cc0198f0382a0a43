import { useProfile, useProgramPath } from '../../profile.ts';
import { ForeignText } from '../foreign/ForeignText.tsx';

/** Whose answers are shown: a compute unit that shows its modules another path may come to another state. The beginning of a sentence. */
export function AnswersAs() {
  const path = useProgramPath() ?? '';
  return useProfile() === undefined ? (
    'As a compute unit of the reference’s official image would answer'
  ) : (
    <AnswersAsPath path={path} />
  );
}

/** The same, of the compute unit that shows its modules this path. */
export function AnswersAsPath({ path }: { readonly path: string }) {
  return (
    <>
      As a compute unit with the install path{' '}
      <code>
        <ForeignText text={path} />
      </code>{' '}
      would answer
    </>
  );
}
