export interface ErrorAdvice {
  /** A heading: what kind of thing went wrong. */
  readonly title: string;
  /** What can be done now, best first. */
  readonly advice: readonly string[];
}

/** By `layer/code`. */
export type AdviceByCode = Readonly<Record<string, ErrorAdvice>>;

export const tryAnother = 'Put another server for it into Settings, or choose another network.';
export const nothingLost = 'Nothing is lost: what was checked and evaluated before stays.';

export const moduleCannotBeRun: ErrorAdvice = {
  title: 'This module cannot be run here',
  advice: ['Its schedule and its signatures can still be read and checked here.'],
};

export const notACheckpoint: ErrorAdvice = {
  title: 'That is not a checkpoint that can be used',
  advice: ['Choose another checkpoint of the process, or begin with the first message.'],
};
