// @ts-check
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

export const usage = `Usage: npm run --silent replay -- --process ID --gateway URL --graphql URL --su URL
         [--cu URL] [--to-nonce N] [--memory-hash] [--env NAME=VALUE]… [--dry-run message.json] [--out results.jsonl]

Prints one JSON line a message, in order, then one with the report. --su, --gateway, --graphql and --cu may be given more than once.
Exit code: 0 when the schedule was evaluated and nothing failed, 2 when a fact fails, 1 for anything else.`;

/** The command line is wrong; the message says where. */
export class UsageError extends Error {}

/** @typedef {import('../../src/engine/api.ts').ReplayRequest} ReplayRequest */

/**
 * What a command line asks for.
 * @typedef {object} ReplayCommand
 * @property {ReplayRequest} request but for its profile, which only the page can make
 * @property {readonly { readonly name: string, readonly value: string }[]} environment strings that differ from the usual ones
 * @property {string | undefined} out a file; standard output where it is not given
 */

/**
 * @param {readonly string[]} args
 * @returns {ReplayCommand | undefined} undefined where only help was asked for
 * @throws UsageError
 */
export function readCommand(args) {
  const values = parse(args);
  if (values.help) return undefined;
  const toNonce = values['to-nonce'] === undefined ? undefined : Number(values['to-nonce']);
  if (toNonce !== undefined && !(Number.isSafeInteger(toNonce) && toNonce >= 0)) {
    throw new UsageError(`--to-nonce ${values['to-nonce']} is not a whole number from 0.`);
  }
  const environment = (values.env ?? []).map((text) => {
    const at = text.indexOf('=');
    if (at < 1) throw new UsageError(`--env ${text} is not NAME=VALUE.`);
    return { name: text.slice(0, at), value: text.slice(at + 1) };
  });
  const dryRun = values['dry-run'] === undefined ? undefined : readDryRun(values['dry-run']);
  return {
    request: {
      kind: 'replay',
      processId: required('process', values.process),
      network: {
        id: 'custom',
        name: 'command line',
        gateways: required('gateway', values.gateway),
        graphql: required('graphql', values.graphql),
        schedulerUnits: required('su', values.su),
        computeUnits: values.cu ?? [],
      },
      fromNothing: true,
      hashMemory: values['memory-hash'] === true,
      ...(toNonce === undefined ? {} : { toNonce }),
      ...(dryRun === undefined ? {} : { dryRun }),
    },
    environment,
    out: values.out,
  };
}

/** @param {readonly string[]} args */
function parse(args) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        process: { type: 'string' },
        gateway: { type: 'string', multiple: true },
        graphql: { type: 'string', multiple: true },
        su: { type: 'string', multiple: true },
        cu: { type: 'string', multiple: true },
        'to-nonce': { type: 'string' },
        'memory-hash': { type: 'boolean' },
        env: { type: 'string', multiple: true },
        'dry-run': { type: 'string' },
        out: { type: 'string' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/**
 * @template Value
 * @param {string} name
 * @param {Value | undefined} value
 * @returns {Value}
 */
function required(name, value) {
  if (value === undefined) throw new UsageError(`--${name} is missing.`);
  return value;
}

/**
 * @param {string} path
 * @returns {NonNullable<ReplayRequest['dryRun']>}
 */
function readDryRun(path) {
  let message;
  try {
    message = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new UsageError(`--dry-run ${path} cannot be read as JSON: ${String(error)}`);
  }
  if (typeof message !== 'object' || message === null || Array.isArray(message)) {
    throw new UsageError(`--dry-run ${path} does not hold one message object.`);
  }
  return message;
}
