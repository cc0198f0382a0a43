/** A block, a loop or an `if` that code is in, or the function itself. */
export interface OpenBlock {
  /** Where it begins in the body. */
  readonly start: number;
  kind: 'block' | 'loop' | 'if' | 'else';
  /** It was an `if` whose condition always holds. */
  readonly isElseDead: boolean;
  /** False: its begin and its end are left out. */
  readonly isWritten: boolean;
  /** Something goes to its end other than by running into it. */
  isEndReached: boolean;
}

/** The blocks that code is in, from the function inwards, of which some are not written: branches across them become shorter. */
export class OpenBlocks {
  readonly #blocks: OpenBlock[] = [];
  /** Beginnings of blocks that are not written, and to whose end something goes. */
  readonly missed = new Set<number>();

  get isEmpty(): boolean {
    return this.#blocks.length === 0;
  }

  get innermost(): OpenBlock | undefined {
    return this.#blocks.at(-1);
  }

  open(block: OpenBlock): void {
    this.#blocks.push(block);
  }

  close(): OpenBlock | undefined {
    return this.#blocks.pop();
  }

  /** Something goes to this label. Returns the label among the blocks that are written. */
  reach(label: number): number {
    const place = this.#blocks.length - 1 - label;
    const target = this.#blocks[place];
    if (target !== undefined && target.kind !== 'loop') {
      target.isEndReached = true;
      if (!target.isWritten) this.missed.add(target.start);
    }
    let written = label;
    for (let inner = place + 1; inner < this.#blocks.length; inner += 1) {
      if (this.#blocks[inner]?.isWritten === false) written -= 1;
    }
    return written;
  }
}
