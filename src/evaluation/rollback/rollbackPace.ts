/** How much of the past decides: an error counts half as much after about this many messages. */
const memoryOfMessages = 64;
/** A look at all of memory, for a new base, may cost this share of the evaluation where messages are undone in place. */
const lookShare = 0.01;
/** What marking its writes adds to a message's time (docs/decisions/0010-rollback.md). */
const watchedShare = 0.1;
/**
 * Watching begins where it saves more than this times what it costs, and ends where it saves less than that. Between them all stays as it is: to
 * begin takes a base, a shadow and code that is cold, and one error alone is no reason.
 */
const [worthBeginning, worthGoingOn] = [1.25, 0.25];
/**
 * Evaluation time between two errors that is expected of a process before anything is known of it. Most processes never fail, and a third of it would
 * have them spend 3 % of their time on bases that nobody asks for; those that do fail have their writes watched from their second error on.
 */
const expectedBetweenErrorsMs = 30_000;

/**
 * How failed messages are undone. Where they are rare nothing is done before a message, and an error costs a look at all of memory and the
 * messages since the base. Where they are frequent writes are watched and a shadow of memory follows, and an error costs as little. The choice, and
 * how often the base moves, follow measured times; times decide about speed only, never about a result.
 */
export class RollbackPace {
  #baseCostMs = 30;
  #rebuildCostMs = 30;
  #shadowCostMs = 0.1;
  #handleMs = 1;
  #sinceBaseMs = 0;
  #evaluatedMs = 0;
  #errors = 0;
  #wantsShadow = false;
  /** Share of messages that failed lately. */
  #errorRate = 0;

  evaluated(handleMs: number): void {
    this.#handleMs = moved(this.#handleMs, handleMs);
    this.#sinceBaseMs += handleMs;
    this.#evaluatedMs += handleMs;
    this.#errorRate *= 1 - 1 / memoryOfMessages;
    this.#weigh();
  }

  failed(): void {
    this.#errors += 1;
    this.#errorRate += (1 - this.#errorRate) / memoryOfMessages;
  }

  movedBase(elapsedMs: number): void {
    this.#baseCostMs = elapsedMs;
    this.#sinceBaseMs = 0;
  }

  rebuilt(elapsedMs: number): void {
    this.#rebuildCostMs = elapsedMs;
    this.#weigh();
  }

  /** The shadow followed a message. */
  followed(elapsedMs: number): void {
    this.#shadowCostMs = moved(this.#shadowCostMs, elapsedMs);
  }

  /** True where errors are so frequent that watching each message costs less than going back to the base for each error. */
  get wantsShadow(): boolean {
    return this.#wantsShadow;
  }

  /**
   * True where the evaluation time since the base has passed the optimum. Without a shadow every error runs that time again, and Young's
   * first-order optimum balances it: the square root of twice the cost of a base times the mean time between errors (J. W. Young,
   * CACM 17(9), 1974).
   */
  get isBaseDue(): boolean {
    if (this.wantsShadow) return this.#sinceBaseMs * lookShare > this.#baseCostMs;
    const betweenErrorsMs = (this.#evaluatedMs + expectedBetweenErrorsMs) / (this.#errors + 1);
    return this.#sinceBaseMs > Math.sqrt(2 * this.#baseCostMs * betweenErrorsMs);
  }

  /** True where re-running took longer than a base costs: the next error would pay again. */
  isWorthMoving(rerunMs: number): boolean {
    return rerunMs > this.#baseCostMs;
  }

  #weigh(): void {
    const saves = this.#errorRate * this.#rebuildCostMs;
    const costs = this.#shadowCostMs + watchedShare * this.#handleMs;
    this.#wantsShadow = saves > costs * (this.#wantsShadow ? worthGoingOn : worthBeginning);
  }
}

/** A mean that follows; what takes much longer than all before, as cold code does, moves it no more than what takes twice as long. */
function moved(meanMs: number, elapsedMs: number): number {
  return meanMs + (Math.min(elapsedMs, 2 * meanMs) - meanMs) / 8;
}
