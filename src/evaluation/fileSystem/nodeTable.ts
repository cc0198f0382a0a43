import type { DirectoryNode, FsNode } from './node.ts';

/**
 * Name lookups, apart from the directories' own entries.
 *
 * Replicated quirk: a rename onto an existing file leaves the replaced node under the same name, hidden behind the new one;
 * when that one is unlinked the old file is seen again. So each name holds a stack, newest first.
 */
export class NodeTable {
  readonly #stacks = new Map<string, FsNode[]>();

  find(parent: DirectoryNode, name: string): FsNode | undefined {
    return this.#stacks.get(keyOf(parent, name))?.[0];
  }

  add(node: FsNode): void {
    this.#stackOf(node).unshift(node);
  }

  /** Puts a node behind those of its name: `nodes()` given back in order makes the same table again. */
  addBehind(node: FsNode): void {
    this.#stackOf(node).push(node);
  }

  remove(node: FsNode): void {
    const key = keyOf(node.parent, node.name);
    const stack = this.#stacks.get(key) ?? [];
    const rest = stack.filter((other) => other !== node);
    if (rest.length === 0) this.#stacks.delete(key);
    else this.#stacks.set(key, rest);
  }

  #stackOf(node: FsNode): FsNode[] {
    const key = keyOf(node.parent, node.name);
    const stack = this.#stacks.get(key) ?? [];
    this.#stacks.set(key, stack);
    return stack;
  }

  /** Every node that has a name; hidden ones behind the node that hides them. */
  *nodes(): Iterable<FsNode> {
    for (const stack of this.#stacks.values()) yield* stack;
  }
}

function keyOf(parent: DirectoryNode, name: string): string {
  return `${parent.ino}/${name}`;
}
