import type { ToyLineOfProcess } from '../setting.ts';
import type { World } from '../world.ts';

/** Nobody has to find all of these lines again. */
export function loseSome(
  { setting, promised, lossy }: World,
  isLost: (line: ToyLineOfProcess) => boolean,
): void {
  for (const { name } of setting.lines.filter(isLost)) {
    promised.delete(name);
    lossy.add(name);
  }
}
