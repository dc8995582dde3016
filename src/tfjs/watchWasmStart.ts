/** The globals that tfjs-backend-wasm uses when it starts. */
interface Globals {
  Blob?: typeof Blob;
  Worker?: typeof Worker;
  fetch?: typeof fetch;
}

/** Why wasm did not start. `threads` says that the threads are to blame, so that one thread may do. */
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
 * Starts tfjs-backend-wasm (4.22.0) in a browser, where a start may hang, or fail for good, without a message. The
 * package finds what it needs in globals. While it starts, three of them are lent to it in a form that sees what
 * happens:
 * - `Blob`: its threads run a function of the bundle as text. That function uses a variable `_scriptDir` from outside
 *   of it, behind a `typeof` that minifiers drop when they rename the variable, and every thread throws
 *   "ReferenceError: e is not defined". Here the text gets the variable declared.
 * - `Worker`: nobody is told of an error in a thread, or of a policy that forbids threads, and the start never ends.
 *   Here it ends with that error.
 * - `fetch`: after a binary that was not there, the package never accepts another path. Here a download that fails ends
 *   this start, and the package does not learn of it. A server that answers with another type than application/wasm
 *   does no harm.
 *
 * @param start Begins the start, and resolves when wasm is there.
 * @param binaries The URLs that the binaries are read from, where they are known.
 * @param limit The milliseconds that the start may take, without the download of the binary.
 * @throws WasmDoesNotStart with the reason.
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
          return new Promise<never>(() => {}); // an error that the package is told of would be kept for good
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

/** The script of a thread with the variable declared that `_scriptDir` has become. Other texts stay as they are. */
function withScriptDirectory(part: BlobPart): BlobPart {
  if (typeof part !== 'string' || !part.startsWith('var WasmBackendModuleThreadedSimd = ')) return part;
  const variable = /mainScriptUrlOrBlob(?:["']\])?\s*\|\|\s*([\w$]+)/.exec(part)?.[1];
  return variable ? `var ${variable};${part}` : part;
}

/** @throws Error that says what is at the URL in place of a binary. */
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
