/** The C library gave up, or broke an assertion of its host. A failed message, whose `Error` is `{}` (legacynet.md §6.3). */
export class AbortedError extends WebAssembly.RuntimeError {
  constructor(reason: string) {
    super(`Aborted(${reason})`);
  }
}

/** C's `exit` was called. The reference throws a plain object, whose fields become the result's `Error` (legacynet.md §6.3). */
export class ExitError extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`Program terminated with exit(${status})`);
    this.name = 'ExitStatus';
    this.status = status;
  }

  toJSON() {
    return { name: this.name, message: this.message, status: this.status };
  }
}
