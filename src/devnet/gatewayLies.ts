import { encodeBase64url } from '../base/base64url.ts';
import { sha256 } from '../protocol/sha.ts';
import type { PublishedItem } from './archive.ts';
import { type Distortion, flipBit, withModule } from './distortion.ts';
import { createGateway } from './gateway.ts';
import type { LieName } from './lies.ts';
import type { Unit } from './unit.ts';

/** How gateways lie about the module that a process runs. */
export const gatewayLies = {
  'flipped-module-byte': overModule((module) => ({
    ...module,
    loadData: async () => flipBit(await module.loadData()),
  })),
  'another-module-owner': overModule((module) => {
    const owner = flipBit(module.item.owner);
    return { ...module, ownerAddress: encodeBase64url(sha256(owner)), item: { ...module.item, owner } };
  }),
  'stale-module-tags': overModule((module) => ({
    ...module,
    tags: module.tags.map((tag) => (tag.name === 'Memory-Limit' ? { ...tag, value: '500-mb' } : tag)),
  })),
  'half-a-module': (context) => {
    const honest = createGateway(context.archive);
    const gateway: Unit = async (request, url) => {
      const response = await honest(request, url);
      return response.headers.get('content-type') === 'application/wasm' ? breakOff(response) : response;
    };
    return { gateway };
  },
  'missing-module': overModule(() => undefined),
} as const satisfies Partial<Record<LieName, Distortion>>;

function overModule(change: (module: PublishedItem) => PublishedItem | undefined): Distortion {
  return (context) => ({ gateway: createGateway(withModule(context, change)) });
}

/** Its headers still promise the whole. */
async function breakOff(response: Response): Promise<Response> {
  const bytes = await response.arrayBuffer();
  return new Response(bytes.slice(0, bytes.byteLength >> 1), { headers: response.headers });
}
