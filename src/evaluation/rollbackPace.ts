/**
 * When to move the base that rollbacks return to: seldom, because finding what changed reads all of memory; often, because an
 * error re-runs every message since. Young's first-order optimum balances the two: the square root of twice the cost of a
 * base times the mean evaluation time between errors (J. W. Young, CACM 17(9), 1974). Times decide about speed only, never about a result.
 */
export class RollbackPace {
  #baseCostMs = 30;
  #sinceBaseMs = 0;
  #evaluatedMs = 0;
  #errors = 0;

  evaluated(handleMs: number): void {
    this.#sinceBaseMs += handleMs;
    this.#evaluatedMs += handleMs;
  }

  failed(): void {
    this.#errors += 1;
  }

  movedBase(elapsedMs: number): void {
    this.#baseCostMs = elapsedMs;
    this.#sinceBaseMs = 0;
  }

  /** True where the evaluation time since the base has passed the optimum. */
  get isDue(): boolean {
    const betweenErrorsMs = (this.#evaluatedMs + this.#baseCostMs) / (this.#errors + 1);
    return this.#sinceBaseMs > Math.sqrt(2 * this.#baseCostMs * betweenErrorsMs);
  }

  /** True where re-running took longer than a base costs: the next error would pay again. */
  isWorthMoving(rerunMs: number): boolean {
    return rerunMs > this.#baseCostMs;
  }
}
