/** A process of the demo network, as something to try. A test compares these ids with the data that is built. */
export interface DemoProcess {
  readonly id: string;
  readonly name: string;
  /** One sentence: what it shows. */
  readonly shows: string;
  /** A wallet worth asking for, where the process is a token. */
  readonly wallet?: string;
}

export const demoProcesses = [
  {
    id: '0IJc-p-rjctaRz1xp2zXd8cD4fsXr41Y8RQFlnxpR0Q',
    name: 'Tally',
    shows: 'A token with some 350 transfers among Arweave and Ethereum wallets, a few of them refused.',
    wallet: 'WhGfm6nobdchImqUaeeqOHZetPUj0Z5GC5Lzway2P00',
  },
] as const satisfies readonly DemoProcess[];
