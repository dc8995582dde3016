/** The globals that the start of tfjs-backend-wasm makes use of. */
interface Globals {
  Blob?: typeof Blob;
  Worker?: typeof Worker;
  fetch?: typeof fetch;
}

/** Why wasm did not start; `threads` where the threads are to blame and one thread may do. */
export class WasmDoesNotStart extends Error {
  constructor(
    message: string,
    readonly threads: boolean,
  ) {
    super(message);
  }
}

const BINARY = /tfjs-backend-wasm[\w-]*\.wasm$/;

/**
 * Starts tfjs-backend-wasm (4.22.0) in a browser, where it hangs or gives up for good without a word. It asks globals for what it
 * needs; while it starts, three of them are lent to it in a form that sees what happens:
 * - `Blob`: its threads run a function of the bundle as text. That function uses a variable beside it, `_scriptDir`, behind a
 *   `typeof` that minifiers drop where they rename it: "ReferenceError: e is not defined" in every thread. The text gets it declared.
 * - `Worker`: an error in a thread, or a policy that forbids it, is told to nobody, and the start never ends. Here it does.
 * - `fetch`: after a binary that was not there, no other path is ever accepted. Here a download that fails ends this start and
 *   is never told to the package. A server that answers with another type than application/wasm does no harm.
 *
 * @param start - begins and resolves when wasm is there
 * @param binaries - the URLs that the binaries are read from, where they are known
 * @param limit - milliseconds that the start may take, the download of the binary apart
 * @throws WasmDoesNotStart
 */
export async function watchWasmStart<T>(start: () => Promise<T>, binaries: string[], limit: number): Promise<T> {
  const globals = globalThis as Globals;
  const stock: Globals = { Blob: globals.Blob, Worker: globals.Worker, fetch: globals.fetch };
  if (!stock.Blob || !stock.Worker || !stock.fetch) return start();
  const [StockBlob, StockWorker, stockFetch] = [stock.Blob, stock.Worker, stock.fetch];
  const workers: Worker[] = [];
  let downloading = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let fail: (error: WasmDoesNotStart) => void = () => {};
  const limited = () => {
    clearTimeout(timer);
    timer = setTimeout(() => fail(new WasmDoesNotStart(`it does not start in ${limit / 1000} s`, true)), limit);
  };
  const failed = new Promise<never>((_, reject) => {
    fail = reject;
  });
  const lent: Globals = {
    Blob: class extends StockBlob {
      constructor(parts?: BlobPart[], options?: BlobPropertyBag) {
        super(parts && Array.from(parts, withScriptDirectory), options);
      }
    },
    Worker: class extends StockWorker {
      constructor(url: string | URL, options?: WorkerOptions) {
        super(url, options);
        workers.push(this);
        if (!downloading) limited();
        this.addEventListener('error', (event) => {
          event.preventDefault();
          fail(new WasmDoesNotStart(`a thread fails (${event.message || "the page's policy may forbid it"})`, true));
        });
      }
    },
    fetch: (input, init) => {
      const url = input instanceof Request ? input.url : String(input);
      if (!binaries.includes(url) && !BINARY.test(url.split(/[?#]/)[0])) return stockFetch(input, init);
      clearTimeout(timer);
      downloading = true;
      return download(() => stockFetch(input, init), new URL(url, globalThis.location?.href).href).then(
        (binary) => {
          limited();
          return binary;
        },
        (error: Error) => {
          fail(new WasmDoesNotStart(error.message, false));
          return new Promise<never>(() => {}); // what is told fails once and for all
        },
      );
    },
  };
  Object.assign(globals, lent);
  try {
    return await Promise.race([start(), failed]);
  } catch (error) {
    for (const worker of workers) worker.terminate();
    throw error;
  } finally {
    clearTimeout(timer);
    for (const name of Object.keys(stock) as (keyof Globals)[]) {
      if (globals[name] === lent[name]) Object.assign(globals, { [name]: stock[name] });
    }
  }
}

/** The script of a thread with the variable declared that `_scriptDir` has become; other texts as they are. */
function withScriptDirectory(part: BlobPart): BlobPart {
  if (typeof part !== 'string' || !part.startsWith('var WasmBackendModuleThreadedSimd = ')) return part;
  const variable = /mainScriptUrlOrBlob(?:["']\])?\s*\|\|\s*([\w$]+)/.exec(part)?.[1];
  return variable ? `var ${variable};${part}` : part;
}

/** @throws Error that says what is at the URL in place of a binary */
async function download(get: () => Promise<Response>, url: string): Promise<Response> {
  const response = await get().catch((error: unknown) => {
    throw new Error(`${url} cannot be read (${error instanceof Error ? error.message : String(error)})`);
  });
  if (!response.ok) throw new Error(`${url} is not there (status ${response.status})`);
  const bytes = await response.arrayBuffer();
  const isWasm = bytes.byteLength > 8 && new DataView(bytes).getUint32(0) === 0x0061736d; // \0asm
  if (!isWasm) throw new Error(`${url} is not WebAssembly (${response.headers.get('content-type') ?? 'no type'})`);
  return new Response(bytes, { headers: { 'content-type': 'application/wasm' } });
}
