// @ts-check
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The repository's root, with a trailing slash. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

/** A failure whose message is the whole explanation: shown as one sentence, without a stack. */
export class SetupError extends Error {}

/**
 * npm as it was started (`npm start` tells where it lives), so that its own configuration and registry apply.
 * @param {readonly string[]} args
 * @returns {readonly string[]}
 */
export function npmCommand(args) {
  const script = process.env['npm_execpath'];
  const isNpm = script !== undefined && /npm-cli\.c?js$/.test(script);
  return isNpm ? [process.execPath, script, ...args] : ['npm', ...args];
}

/**
 * A command of an installed package, by the file that its package.json names: no shell, no PATH.
 * @param {string} file below node_modules
 * @param {readonly string[]} args
 * @returns {readonly string[]}
 */
export function packageCommand(file, args) {
  return [process.execPath, `${root}node_modules/${file}`, ...args];
}

/**
 * @typedef {object} Finished
 * @property {number} code exit code; 1 where a signal ended it
 * @property {string} output standard output, and standard error where it was captured as well
 */

/**
 * Runs a command in the repository's root and waits for it. Never throws for an exit code.
 * @param {readonly string[]} command
 * @param {{ quiet?: boolean, env?: Readonly<Record<string, string>> }} [options] `quiet` captures instead of showing
 * @returns {Promise<Finished>}
 * @throws SetupError where the command cannot be started
 */
export function run(command, options = {}) {
  const [file = '', ...args] = command;
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      cwd: root,
      env: { ...process.env, ...options.env },
      stdio: ['ignore', options.quiet ? 'pipe' : 'inherit', options.quiet ? 'pipe' : 'inherit'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8');
      stream?.on('data', (text) => {
        output += text;
      });
    }
    child.on('error', (cause) => reject(new SetupError(`${file} could not be started: ${cause.message}`)));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}
