/** A browser that a script drives: started from an empty profile, closed with all that it started. */
export interface Browser extends AsyncDisposable {
  readonly name: string;
  readonly version: string;
  /** A tab that shares storage, workers and locks with the browser's other tabs. */
  openTab(): Promise<Tab>;
}

/** One tab. What runs in it is JSON on its way in and out. */
export interface Tab {
  /** Resolves when the page and its scripts have been loaded. */
  goto(url: string): Promise<void>;
  reload(): Promise<void>;
  /** Runs a function in the page, which sees nothing of what is around it here. Rejects with what it throws. */
  evaluate<Argument, Value>(
    run: (argument: Argument) => Value | Promise<Value>,
    argument: Argument,
  ): Promise<Value>;
  /** Size of the page, in CSS pixels, as near as the window allows. */
  resize(size: Size): Promise<void>;
  /** PNG of what is in view. */
  screenshot(): Promise<Buffer>;
  close(): Promise<void>;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** What is sent to a page: the function's text and its argument, and JSON of its answer or of what it threw. */
export function inPage(run: (argument: never) => unknown): string {
  // tsx wraps named functions in a helper, also those that are sent to a page, which has none.
  return `globalThis.__name ??= (named) => named;
    const answer = async (json) => {
      try {
        return JSON.stringify({ value: await (${run.toString()})(JSON.parse(json)) });
      } catch (error) {
        return JSON.stringify({ thrown: String(error?.stack?.includes(error.message) ? error.stack : error) });
      }
    };`;
}

/** @throws Error what the page threw */
export function readAnswer<Value>(json: string): Value {
  const { value, thrown } = JSON.parse(json) as { readonly value: Value; readonly thrown?: string };
  if (thrown !== undefined) throw new Error(`In the page: ${thrown}`);
  return value;
}

/** JSON of an argument; what is undefined has no JSON of its own. */
export function argumentJson(argument: unknown): string {
  return JSON.stringify(argument ?? null);
}
