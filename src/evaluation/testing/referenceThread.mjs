// The reference loader in a realm of its own, because it replaces Date.now, Math.random and console.log. Driven the
// way the reference CU drives it (legacynet.md §5.6, §6.3): one instance kept, the previous memory copied in for each
// message, and after every Error a new instance with the last good memory.
import { openSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';

const { modulePath, format, program, randomState, computeLimit, drive } = workerData;

// The loader shows the module this path as the environment string `_`.
process.argv[1] = program;
for (const name of ['log', 'warn', 'error']) console[name] = () => undefined;

// In a worker thread the loader finds no standard input and reports an I/O error; on a terminal it would wait. The profile's
// standard input is at its end.
Object.defineProperty(process, 'stdin', { value: { fd: openSync('/dev/null') } });

// Engines with the final memory64 API want a BigInt here, and the loader passes a fraction.
const { grow } = WebAssembly.Memory.prototype;
WebAssembly.Memory.prototype.grow = function (pages) {
  try {
    return grow.call(this, pages);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return grow.call(this, BigInt(Math.floor(pages)));
  }
};

// The reference's randomness is real; here it is the sequence that our host gives. The loader asks for 1,024 bytes
// and takes them from the end.
let state = randomState;
crypto.getRandomValues = (view) => {
  for (let index = view.length - 1; index >= 0; index -= 1) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    view[index] = state;
  }
  return view;
};

const load = createRequire(import.meta.url)('@permaweb/ao-loader');
const bytes = readFileSync(modulePath);
const compiled = await WebAssembly.compile(bytes, { format });

let handle;
let { memory } = workerData;

async function start() {
  // Directories that exist from the start get the host's time; in our host they are as old as time zero.
  Date.now = () => 0;
  const instantiate = (imports, receive) => WebAssembly.instantiate(compiled, imports).then(receive);
  return load(instantiate, { format, computeLimit, ...(drive && driveOptions()) });
}

function driveOptions() {
  const { answers, processTags, matches = [] } = drive;
  const left = [...matches];
  globalThis.fetch = async (url, { method, headers } = {}) => {
    const path = new URL(url).pathname;
    if (path === '/graphql') {
      const edges = Array.from({ length: left.shift() ?? 0 }, () => ({ node: { tags: [] } }));
      return Response.json({ data: { transactions: { edges } } });
    }
    if (answers[path] === undefined) return new Response('', { status: 404 });
    return rangeResponse(Buffer.from(answers[path]), headers?.Range, method);
  };
  return {
    WeaveDrive: createRequire(import.meta.url)('@permaweb/weavedrive'),
    ARWEAVE: 'http://gateway.test',
    spawn: { tags: processTags },
    module: { tags: [] },
    mode: processTags.find(({ name }) => name === 'Availability-Type')?.value,
  };
}

// A gateway that honours ranges as RFC 9110 §14.2 has it: an invalid one is ignored, an unsatisfiable one refused.
function rangeResponse(body, range, method) {
  if (method === 'HEAD') return new Response(null, { headers: { 'content-length': String(body.length) } });
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(range ?? '') ?? [];
  if (first === undefined || Number(first) > Number(last)) return new Response(body);
  if (Number(first) >= body.length) return new Response('', { status: 416 });
  return new Response(body.subarray(Number(first), Number(last) + 1), { status: 206 });
}

async function evaluate({ json, environmentJson, readOnly, textOnly }) {
  handle ??= await start();
  const before = memory;
  let output;
  try {
    output = await handle(memory, JSON.parse(json), JSON.parse(environmentJson));
  } catch (error) {
    output = { Error: error };
  }
  const text = output.Output?.data?.output ?? output.Output;
  const full = typeof text === 'string' && text.endsWith('not enough memory for buffer allocation');
  if (output.Memory !== undefined && !output.Error && !full && !readOnly) memory = output.Memory;
  if (output.Error || full || readOnly) {
    handle = undefined;
    memory = before;
  }
  const list = (value) => value ?? [];
  const result = {
    Messages: list(output.Messages),
    Assignments: list(output.Assignments),
    Spawns: list(output.Spawns),
    Output: typeof output.Output === 'number' ? String(output.Output) : (output.Output ?? ''),
    GasUsed: output.GasUsed,
    Error: output.Error ?? undefined,
  };
  return { text: JSON.stringify(result), memory: textOnly ? undefined : share(memory) };
}

let shared;

function share(source) {
  if (source === undefined) return undefined;
  // One buffer, written over for each answer: engines collect shared buffers too late for hundreds of them.
  if (shared?.byteLength !== source.byteLength) shared = new SharedArrayBuffer(source.byteLength);
  new Uint8Array(shared).set(source);
  return shared;
}

parentPort.on('message', async (request) => {
  try {
    parentPort.postMessage(await evaluate(request));
  } catch (error) {
    parentPort.postMessage({ failure: String(error?.stack ?? error) });
  }
});
