import { decodeBase64url } from '../../src/base/base64url.ts';
import type { Bytes } from '../../src/base/bytes.ts';
import type { TransactionJson } from '../../src/devnet/archiveIndex.ts';
import { encodeTags } from '../../src/protocol/avroTags.ts';
import type { ItemId } from '../../src/protocol/ids.ts';
import type { ModuleFormat } from '../../src/protocol/module.ts';
import type { Tags } from '../../src/protocol/tags.ts';
import { units } from './cast.ts';
import { type SignedItem, signItem, tagList } from './signedItem.ts';
import { signTransaction } from './signedTransaction.ts';

/** An AO module of the demo network: bytes out of `public/`, signed by the demo network's own module owner. */
export interface DemoModule extends SignedItem {
  readonly format: ModuleFormat;
  /** File below `public/` that holds the item's data. */
  readonly asset: string;
  /** Where the module is a layer-1 transaction instead of a data item. */
  readonly transaction?: TransactionJson;
}

const published = {
  aos2_0_6: { name: 'aos 2.0.6', format: 'wasm64-unknown-emscripten-draft_2024_02_15' },
  aos2_0_4_32: { name: 'aos 2.0.4', format: 'wasm32-unknown-emscripten4' },
  sqlite: { name: 'aos with SQLite', format: 'wasm64-unknown-emscripten-draft_2024_02_15' },
} as const satisfies Readonly<Record<string, { readonly name: string; readonly format: ModuleFormat }>>;

/** A module's file below `public/modules`, without `.wasm`. */
export type ModuleFile = keyof typeof published;
type ReadPublic = (name: string) => Promise<Bytes>;

/** As a data item, the way modules are published today. */
export async function publishModule(file: ModuleFile, readPublic: ReadPublic): Promise<DemoModule> {
  const { format } = published[file];
  const asset = assetOf(file);
  const signed = await signItem(units.moduleOwner, { tags: tagsOf(file), data: await readPublic(asset) });
  return { ...signed, format, asset };
}

/** As a layer-1 transaction, the way the first modules were published. */
export async function publishModuleOnLayer1(file: ModuleFile, readPublic: ReadPublic): Promise<DemoModule> {
  const asset = assetOf(file);
  const data = await readPublic(asset);
  const tags = tagsOf(file);
  const transaction = await signTransaction(units.moduleOwner, tags, data, file);
  const item = {
    signatureType: units.moduleOwner.signatureType,
    signature: decodeBase64url(transaction.signature),
    owner: units.moduleOwner.owner,
    target: new Uint8Array(0),
    anchor: decodeBase64url(transaction.last_tx),
    tagBytes: encodeTags(tags),
    data,
  };
  const id = transaction.id as ItemId;
  return { id, item, tags, signer: units.moduleOwner, format: published[file].format, asset, transaction };
}

function assetOf(file: ModuleFile): string {
  return `modules/${file}.wasm`;
}

function tagsOf(file: ModuleFile): Tags {
  return tagList(
    ['Data-Protocol', 'ao'],
    ['Type', 'Module'],
    ['Variant', 'ao.TN.1'],
    ['Module-Format', published[file].format],
    ['Input-Encoding', 'JSON-1'],
    ['Output-Encoding', 'JSON-1'],
    ['Memory-Limit', '1-gb'],
    ['Compute-Limit', '9000000000000'],
    ['Content-Type', 'application/wasm'],
    ['Name', published[file].name],
  );
}
