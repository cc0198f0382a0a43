import { type Bytes, encodeUtf8 } from '../../src/base/bytes.ts';
import { archiveAssets } from '../../src/devnet/archiveIndex.ts';
import { encodeBundle } from '../../src/protocol/bundle.ts';
import { describeArchive } from './archiveDescription.ts';
import type { DemoNetwork } from './demoNetwork.ts';
import type { RecordedResults } from './recordedResults.ts';

/** The files to write below `public/`. */
export function encodeDemoNetwork(
  network: DemoNetwork,
  recorded: RecordedResults,
): ReadonlyMap<string, Bytes> {
  const scheduled = network.stages.flatMap(({ schedule }) =>
    schedule.entries.flatMap(({ message, assignment }) => [message, assignment]),
  );
  const items = new Map([...network.loose, ...scheduled].map((item) => [item.id, item]));
  const lying = network.signedLies.flatMap(({ assignment, message }) =>
    message === undefined ? [assignment] : [message, assignment],
  );
  return new Map([
    [archiveAssets.items, encodeBundle([...items.values()].map(({ item }) => item))],
    [archiveAssets.lies, encodeBundle(lying.map(({ item }) => item))],
    [archiveAssets.index, encodeUtf8(JSON.stringify(describeArchive(network)))],
    [archiveAssets.results, encodeUtf8(JSON.stringify(recorded))],
  ]);
}
