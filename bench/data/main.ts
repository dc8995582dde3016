import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { readCifar10 } from 'geocollapse/data';
import { seededRandom } from '../../src/numeric/random.js';

const HELP = `npm run bench:data -- [options]

How fast CIFAR-10 is read: from its six files in memory, as bytes, to data sets whose images are interleaved and whose
labels are checked, in turns with a plain loop over pixels; with --python also by NumPy. And from gzip files. Times are
processor time of all threads.

  --rounds <n>       readings of each (default: 15)
  --python <path>    a Python with NumPy`;

const { values: options } = parseArgs({
  options: { rounds: { type: 'string', default: '15' }, python: { type: 'string' }, help: { type: 'boolean' } },
});
const NAMES = ['data_batch_1', 'data_batch_2', 'data_batch_3', 'data_batch_4', 'data_batch_5', 'test_batch'];
const RECORDS = 10_000;
const RECORD = 3073;
const MB = (NAMES.length * RECORDS * RECORD) / 1e6;

async function main(rounds: number): Promise<void> {
  const files = Object.fromEntries(NAMES.map((name, i) => [`${name}.bin`, batch(i)]));
  const packed = Object.fromEntries(
    Object.entries(files).map(([name, bytes]) => [`${name}.gz`, gzipSync(bytes, { level: 1 })]),
  );
  const ours: number[] = [];
  const plain: number[] = [];
  const gzip: number[] = [];
  for (let round = 0; round < rounds + 2; round++) {
    // The first two warm up.
    await timed(() => readCifar10(files), round < 2 ? [] : ours);
    await timed(() => plainLoop(Object.values(files)), round < 2 ? [] : plain);
    if (round % 3 === 0) await timed(() => readCifar10(packed), round < 2 ? [] : gzip);
  }
  console.log(`Node ${process.version}, ${availableParallelism()} cores, ${MB.toFixed(0)} MB, medians (middle half)\n`);
  console.log('| reading | MB/s | seconds of processor time |');
  console.log('|---|---|---|');
  row('readCifar10, from bytes', ours);
  row('a loop over pixels, no checks', plain);
  if (options.python) row('NumPy, no checks', await numpy(options.python, files, rounds));
  row('readCifar10, from gzip', gzip);
  console.log(`\nratio to the loop: ${(quantile(plain, 0.5) / quantile(ours, 0.5)).toFixed(2)}`);
}

/** Processor time of all threads, in which other work on the machine does not count. */
async function timed(work: () => unknown, into: number[]): Promise<void> {
  const start = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(start);
  into.push((user + system) / 1e6);
}

function row(what: string, seconds: number[]): void {
  const speed = (q: number) => (MB / quantile(seconds, q)).toFixed(0);
  const half = `${speed(0.5)} (${speed(0.75)} to ${speed(0.25)})`;
  console.log(`| ${what} | ${half} | ${quantile(seconds, 0.5).toFixed(3)} |`);
}

const quantile = (values: number[], q: number) => values.toSorted((a, b) => a - b)[Math.floor(q * (values.length - 1))];

/** Records with labels 0 to 9 and random pixels of 16 grey levels, which gzip packs to two thirds. */
function batch(seed: number): Uint8Array {
  const random = seededRandom(seed + 1);
  const bytes = Uint8Array.from({ length: RECORDS * RECORD }, () => random.below(16) * 16);
  for (let i = 0; i < RECORDS; i++) bytes[i * RECORD] = i % 10;
  return bytes;
}

/** What one writes first: every pixel of every channel in turn. */
function plainLoop(batches: Uint8Array[]): { images: Uint8Array; labels: Uint8Array }[] {
  return batches.map((bytes) => {
    const images = new Uint8Array(RECORDS * 3072);
    const labels = new Uint8Array(RECORDS);
    for (let i = 0; i < RECORDS; i++) {
      labels[i] = bytes[i * RECORD];
      for (let pixel = 0; pixel < 1024; pixel++) {
        for (let channel = 0; channel < 3; channel++) {
          images[i * 3072 + 3 * pixel + channel] = bytes[i * RECORD + 1 + channel * 1024 + pixel];
        }
      }
    }
    return { images, labels };
  });
}

async function numpy(python: string, files: Record<string, Uint8Array>, rounds: number): Promise<number[]> {
  const folder = mkdtempSync(join(tmpdir(), 'geocollapse-bench-'));
  try {
    for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
    const script = fileURLToPath(new URL('./numpyReader.py', import.meta.url));
    if (spawnSync(python, ['--version']).status !== 0) throw new Error(`${python} does not start`);
    return JSON.parse(execFileSync(python, [script, folder, `${rounds}`], { encoding: 'utf8' }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

if (options.help) console.log(HELP);
else await main(Number(options.rounds));
