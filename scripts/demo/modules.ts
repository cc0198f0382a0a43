import type { Bytes } from '../../src/base/bytes.ts';
import type { ModuleFormat } from '../../src/protocol/module.ts';
import { units } from './cast.ts';
import { type SignedItem, signItem, tagList } from './signedItem.ts';

/** An AO module of the demo network: bytes out of `public/`, signed by the demo network's own module owner. */
export interface DemoModule extends SignedItem {
  /** File below `public/` that holds the item's data. */
  readonly asset: string;
}

export async function publishModule(
  asset: string,
  wasm: Bytes,
  format: ModuleFormat,
  name: string,
): Promise<DemoModule> {
  const signed = await signItem(units.moduleOwner, {
    tags: tagList(
      ['Data-Protocol', 'ao'],
      ['Type', 'Module'],
      ['Variant', 'ao.TN.1'],
      ['Module-Format', format],
      ['Input-Encoding', 'JSON-1'],
      ['Output-Encoding', 'JSON-1'],
      ['Memory-Limit', '1-gb'],
      ['Compute-Limit', '9000000000000'],
      ['Content-Type', 'application/wasm'],
      ['Name', name],
    ),
    data: wasm,
  });
  return { ...signed, asset };
}
