import { readFile } from 'node:fs/promises';
import { createDevnet, type Devnet } from '../devnet.ts';
import { devnetOrigin, type UnitKind } from '../hosts.ts';

const publicFolder = new URL('../../../public/', import.meta.url);

/** The demo network over the data that `npm run setup` built. */
export function openDevnet(): Devnet {
  return createDevnet({
    loadAsset: async (name) => new Uint8Array(await readFile(new URL(name, publicFolder))),
  });
}

export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly json: unknown;
}

/** Asks one unit for a path; a body makes it a POST. */
export async function ask(
  devnet: Devnet,
  unit: UnitKind,
  path: string,
  options: { readonly lie?: string; readonly json?: unknown } = {},
): Promise<Answer> {
  const init = options.json === undefined ? {} : { method: 'POST', body: JSON.stringify(options.json) };
  const response = await devnet(new Request(devnetOrigin(unit, options.lie) + path, init));
  const text = await response.text();
  return { status: response.status, text, json: parse(text) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
