import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** A program with all that it starts, in a process group of its own. */
export interface Program {
  /** Resolves with the first group of the pattern, once the program has written it; rejects when the program ends before. */
  wrote(pattern: RegExp): Promise<string>;
  /** Ends the whole group; resolves when its leader is gone. */
  end(): Promise<void>;
}

/** @param command program and arguments; `written` is standard output and error alike */
export function startProgram(
  [file = '', ...args]: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Program {
  const child = spawn(file, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let written = '';
  const listeners = new Set<() => void>();
  const tell = () => {
    for (const listen of listeners) listen();
  };
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => {
      written += text;
      tell();
    });
  }
  let isGone = false;
  const gone = Promise.race([once(child, 'exit'), once(child, 'error')]).then(
    () => undefined,
    () => undefined,
  );
  void gone.then(() => {
    isGone = true;
    tell();
  });
  return {
    wrote: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = pattern.exec(written)?.[1];
          if (found !== undefined) resolve(found);
          else if (isGone) reject(new Error(`${file} has ended:\n${written.slice(-2000)}`));
          else return;
          listeners.delete(look);
        };
        listeners.add(look);
        look();
      }),
    async end() {
      killGroup(child);
      await gone;
    },
  };
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has gone by itself.
  }
}
