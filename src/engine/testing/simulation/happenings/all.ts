import type { Happening } from './happening.ts';
import { ofFiles } from './ofFiles.ts';
import { ofTheDisk } from './ofTheDisk.ts';
import { ofTheMachine } from './ofTheMachine.ts';
import { ofTheNetwork } from './ofTheNetwork.ts';
import { ofTheUser } from './ofTheUser.ts';

/** All that can happen, faults and use alike. */
export const happenings: readonly Happening[] = [
  ...ofTheNetwork,
  ...ofTheDisk,
  ...ofTheMachine,
  ...ofTheUser,
  ...ofFiles,
];

/** What gives threads, jobs and files to happen to. */
export const enabling: readonly Happening[] = happenings.filter(({ name }) =>
  ['a process is replayed', 'a process that reads is replayed', 'a process is exported'].includes(name),
);
