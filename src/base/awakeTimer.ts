/** Short beside what is waited for, and long enough to cost nothing. */
const sliceMs = 5000;

/**
 * A timer that hardly counts the time in which nothing ran: a browser freezes a page that nobody looks at, and a laptop sleeps for a night. Whatever
 * is waited for stood still, too, and an ordinary timer would fire at once when all goes on. However long a pause is, one slice of it counts.
 * @returns what stops it
 */
export function startAwakeTimer(delayMs: number, onEnd: () => void): () => void {
  let timer: ReturnType<typeof setTimeout>;
  const wait = (leftMs: number) => {
    const stepMs = Math.min(leftMs, sliceMs);
    timer = setTimeout(() => (leftMs > stepMs ? wait(leftMs - stepMs) : onEnd()), stepMs);
  };
  wait(delayMs);
  return () => clearTimeout(timer);
}
