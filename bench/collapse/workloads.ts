import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { type Random, seededRandom } from '../../src/numeric/random.js';

/** Labelled features to measure: a Gaussian mixture of C classes of equal size. */
export interface Workload {
  readonly name: string;
  /** N */
  readonly rows: number;
  /** d */
  readonly dimension: number;
  /** C */
  readonly classes: number;
  /** Turns of each contestant. */
  readonly rounds: number;
  /** Measurements in a turn, of which the fastest counts: whoever comes after another finds caches cold. */
  readonly repeats: number;
  /** Peers that take part; what takes minutes a round is left out. */
  readonly peers: readonly string[];
  /** What is measured: every measure (default), or RankMe alone. */
  readonly measured?: 'rank';
  /** Added to every value; 0 by default. */
  readonly offset?: number;
  /**
   * Standard deviation of the class means, where that of the examples about them is 1; by default some examples are
   * misclassified.
   */
  readonly meanSpread?: number;
}

const RHUBARBWU = ['rhubarbwu/neural-collapse', 'rhubarbwu/neural-collapse, shared measures'];
const ALL_BUT_REPX = [...RHUBARBWU, 'felixsh/nc-toolbox'];
const ALL = [...ALL_BUT_REPX, 'DLFundamentals/RepX'];

export const WORKLOADS: readonly Workload[] = [
  { name: 'W1', rows: 50_000, dimension: 512, classes: 10, rounds: 7, repeats: 3, peers: ALL },
  { name: 'W1-offset', rows: 50_000, dimension: 512, classes: 10, rounds: 5, repeats: 3, peers: ALL, offset: 10 },
  {
    name: 'W1-collapsed',
    rows: 50_000,
    dimension: 512,
    classes: 10,
    rounds: 5,
    repeats: 3,
    peers: ALL,
    meanSpread: 10,
  },
  { name: 'W2', rows: 50_000, dimension: 2048, classes: 100, rounds: 3, repeats: 2, peers: ALL_BUT_REPX },
  { name: 'W3', rows: 50_000, dimension: 2048, classes: 1000, rounds: 3, repeats: 1, peers: RHUBARBWU },
  {
    name: 'RankMe',
    rows: 50_000,
    dimension: 512,
    classes: 10,
    rounds: 5,
    repeats: 2,
    peers: ['PyTorch, svdvals'],
    measured: 'rank',
  },
];

/** Rows drawn and written at once. */
const CHUNK = 1000;

/**
 * Draws the workload and writes it as raw little-endian files that every contestant reads: `features.f32` [N, d],
 * `labels.i32` [N], `weights.f32` [d, C], `bias.f32` [C]. The classifier's rows are the class means with noise.
 */
export function writeWorkload(workload: Workload, folder: string): void {
  const { rows, dimension: d, classes, offset = 0, meanSpread = 0.2 } = workload;
  mkdirSync(folder, { recursive: true });
  const random = seededRandom(20_260_101);
  const means = normals(random, new Float32Array(classes * d), meanSpread);
  const labels = Int32Array.from({ length: rows }, (_, i) => i % classes);
  for (let i = rows - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [labels[i], labels[j]] = [labels[j], labels[i]];
  }
  const weights = normals(random, new Float32Array(d * classes), meanSpread / 4);
  for (let c = 0; c < classes; c++) for (let j = 0; j < d; j++) weights[j * classes + c] += means[c * d + j];
  const write = (name: string, parts: Iterable<NodeJS.ArrayBufferView>) => {
    const file = openSync(join(folder, name), 'w');
    for (const part of parts) writeSync(file, part);
    closeSync(file);
  };
  write('labels.i32', [labels]);
  write('weights.f32', [weights]);
  write('bias.f32', [normals(random, new Float32Array(classes), 1)]);
  write('features.f32', chunks());

  function* chunks() {
    const chunk = new Float32Array(CHUNK * d);
    for (let start = 0; start < rows; start += CHUNK) {
      const count = Math.min(CHUNK, rows - start);
      normals(random, chunk, 1);
      for (let i = 0; i < count; i++) {
        for (let j = 0; j < d; j++) chunk[i * d + j] += offset + means[labels[start + i] * d + j];
      }
      yield chunk.subarray(0, count * d);
    }
  }
}

/** Fills with normal numbers; both of each pair that Box and Muller's transform gives. */
export function normals(random: Random, values: Float32Array, deviation: number): Float32Array {
  for (let i = 0; i < values.length; i += 2) {
    const radius = deviation * Math.sqrt(-2 * Math.log(1 - random.uniform()));
    const angle = 2 * Math.PI * random.uniform();
    values[i] = radius * Math.cos(angle);
    if (i + 1 < values.length) values[i + 1] = radius * Math.sin(angle);
  }
  return values;
}
