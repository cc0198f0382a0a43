/** A process of the demo network, as something to try. A test compares these ids with the data that is built. */
export interface DemoProcess {
  readonly id: string;
  readonly name: string;
  readonly kind: 'token' | 'chat' | 'failing' | 'reading';
  /** One sentence: what it shows. */
  readonly shows: string;
  /** A wallet worth asking for, where the process is a token. */
  readonly wallet?: string;
}

export const demoProcesses = [
  {
    id: '0IJc-p-rjctaRz1xp2zXd8cD4fsXr41Y8RQFlnxpR0Q',
    name: 'Tally',
    kind: 'token',
    shows: 'A token with some 300 transfers among Arweave and Ethereum wallets, a few of them refused.',
    wallet: '0x9ef5A89DD05b3A1D320092362429826DA0B8C583',
  },
  {
    id: '4zODdo7a2z--H4u50cGeG5Dt79gt1dL28NWrw2doQdM',
    name: 'Harbour',
    kind: 'chat',
    shows:
      'A chat room on a 32 bit module, with many scripts, colours and hostile text, that pays tips in Tally.',
  },
  {
    id: 'VbCjjQNiB9U24vtkJjlVOh-mxa6ws1kM4w6rs2fgxmw',
    name: 'Mishaps',
    kind: 'failing',
    shows: 'A process that fails on purpose: every failure is a result, and leaves no trace in its state.',
  },
  {
    id: 'eoxnoRUSp_gEWgB0HTP3sueTECW6uKCHsQydbgMMnvI',
    name: 'Library',
    kind: 'reading',
    shows: 'Existing items assigned to a process, anchors and data that are not text, a module on layer 1.',
  },
] as const satisfies readonly DemoProcess[];
