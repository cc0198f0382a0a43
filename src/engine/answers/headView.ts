import { isSelfsameError, SourceError } from '../../base/errors.ts';
import type { AoProcess } from '../../protocol/process.ts';
import { type Tally, tallyOfError } from '../../verification/tally.ts';
import type { NetworkSources } from '../networkSources.ts';
import type { FoundProcess } from '../process/findProcess.ts';
import type { ExactItems } from '../replay/exactItems.ts';
import { type Head, reachHead } from './head.ts';
import { weighWitnesses } from './headAgreement.ts';
import { askWitnesses, type HeadStatement, type WitnessRequest } from './headWitnesses.ts';

/** The end of a schedule, to look at. */
export interface ViewedHead {
  /** Empty where no scheduler unit can be reached. */
  readonly url: string;
  /** It is what Arweave has of the schedule, at `url`. */
  readonly isArchived?: true;
  readonly latestNonce: number | null;
}

export interface HeadViewRequest {
  readonly process: AoProcess;
  readonly unit: FoundProcess['unit'];
  readonly sources: NetworkSources;
  readonly exactItems: ExactItems;
}

/** What the unit says, and what its other hosts and the gateways' index make of it. A failing fact is part of the view. */
export async function viewHead({
  process,
  unit,
  sources,
  exactItems,
}: HeadViewRequest): Promise<ViewedHead & { readonly tally: Tally }> {
  const head = await reachOrNot(unit, process.id);
  const { latestNonce, latestAssignmentId } = head;
  const view = { ...placeOf(head), latestNonce };
  const place =
    latestNonce === null || latestAssignmentId === null
      ? undefined
      : { nonce: latestNonce, assignmentId: latestAssignmentId };
  const statements = head.unit === null ? [] : await ask({ process, head, sources, exactItems });
  try {
    return { ...view, tally: await weighWitnesses(place, process.id, head, statements) };
  } catch (error) {
    const failure = isSelfsameError(error) ? tallyOfError(error, view.url) : undefined;
    if (failure === undefined) throw error;
    return { ...view, tally: failure };
  }
}

async function ask(request: WitnessRequest): Promise<readonly HeadStatement[]> {
  const witnesses = askWitnesses(request);
  try {
    return await witnesses.settle({});
  } finally {
    witnesses.close();
  }
}

/** That a unit cannot be reached is part of a view: what is stored can be read without it. */
export async function readHeadIfReached(unit: FoundProcess['unit'], processId: string): Promise<ViewedHead> {
  const head = await reachOrNot(unit, processId);
  return { ...placeOf(head), latestNonce: head.latestNonce };
}

function placeOf({ unit }: Head): Omit<ViewedHead, 'latestNonce'> {
  return { url: unit?.url ?? '', ...(unit?.standsInBecause !== undefined && { isArchived: true }) };
}

async function reachOrNot(unit: FoundProcess['unit'], processId: string): Promise<Head> {
  try {
    return await reachHead(unit, processId, {});
  } catch (error) {
    if (error instanceof SourceError) return { unit: null, latestNonce: null, latestAssignmentId: null };
    throw error;
  }
}
