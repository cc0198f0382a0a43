import { decodeNetwork, type Network } from '../../engine/api.ts';

export const sourceLists = [
  { field: 'gateways', label: 'Gateways', hint: 'Serve transactions and blocks: /raw/{id}, /tx/{id}.' },
  {
    field: 'graphql',
    label: 'GraphQL endpoints',
    hint: 'Whole URLs. They find modules and scheduler locations.',
  },
  {
    field: 'schedulerUnits',
    label: 'Scheduler units',
    hint: 'Or routers. Leave it empty to find each process’s own by its Scheduler tag.',
  },
  {
    field: 'computeUnits',
    label: 'Compute units',
    hint: 'Their answers are compared with ours. None is needed.',
  },
] as const;
export type SourceField = (typeof sourceLists)[number]['field'];

/** A network as a form edits it: one URL a line. */
export type NetworkDraft = Readonly<Record<SourceField, string>> & { readonly name: string };

export function draftOf(network: Network): NetworkDraft {
  const { name, gateways, graphql, schedulerUnits, computeUnits } = network;
  return {
    name,
    gateways: gateways.join('\n'),
    graphql: graphql.join('\n'),
    schedulerUnits: schedulerUnits.join('\n'),
    computeUnits: computeUnits.join('\n'),
  };
}

/** @throws SourceError `invalid-network`; `details.field` names the list, as in `graphql[1]` */
export function networkOf(draft: NetworkDraft, id: string): Network {
  return decodeNetwork({
    id,
    name: draft.name,
    ...Object.fromEntries(sourceLists.map(({ field }) => [field, linesOf(draft[field])])),
  });
}

function linesOf(text: string): readonly string[] {
  return text
    .split(/\s+/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
