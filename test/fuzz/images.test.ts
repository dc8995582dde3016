import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { CASES } from './fuzz.js';

const PROGRAM = fileURLToPath(new URL('damagedImages.ts', import.meta.url));
/** Milliseconds without a word after which the process is taken to hang. */
const SILENCE = 30_000;

interface Found {
  accepted: number;
  /** Of those accepted, files of which other pixels were made. */
  changed: number;
  slowest: number;
  grown: number;
}

/** Reads damaged images in a process of its own. */
function inChild(kind: string): Promise<Found> {
  const child = spawn(process.execPath, ['--import', 'tsx', PROGRAM, kind, `${CASES}`], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return new Promise((resolve, reject) => {
    let [last, rest, complaints] = ['nothing', '', ''];
    const hang = () => {
      child.kill('SIGKILL');
      reject(new Error(`${kind}: silent for ${SILENCE / 1000} s after ${last}`));
    };
    let timer = setTimeout(hang, SILENCE);
    child.stderr.on('data', (chunk) => {
      complaints = `${complaints}${chunk}`.slice(-2000);
    });
    child.stdout.on('data', (chunk) => {
      clearTimeout(timer);
      timer = setTimeout(hang, SILENCE);
      const lines = `${rest}${chunk}`.split('\n');
      rest = lines.pop()!;
      last = lines.at(-1) ?? last;
    });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      if (code === 0) resolve(JSON.parse(last));
      else reject(new Error(`${kind}: ended with ${code ?? signal} at file ${last}: ${complaints}`));
    });
  });
}

it.each(['jpeg', 'png'])(
  'damaged %s files are refused, or decoded, in bounded time and memory, and end no process',
  { timeout: 120_000 + 30 * CASES },
  async (kind) => {
    const { accepted, changed, slowest, grown } = await inChild(kind);
    const taken = `${accepted} read, ${changed} of them with other pixels`;
    console.log(`${kind}: ${CASES} files, ${taken}, slowest ${slowest.toFixed(0)} ms, memory +${grown} MB`);
    expect(accepted).toBeGreaterThan(0);
    expect(accepted).toBeLessThan(CASES);
    // Sums of a PNG tell almost any change of it. A JPEG has none: some changes make another image that is as whole.
    if (kind === 'png') expect(changed).toBe(0);
    expect(slowest).toBeLessThan(10_000);
    expect(grown).toBeLessThan(400);
  },
);
