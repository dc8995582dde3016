import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type EpisodeOptions, episodes } from 'geocollapse/transfer';
import { seededRandom } from '../../src/numeric/random.js';

/** Features [n, d] of classes that overlap, and their labels. */
export interface Problem {
  readonly features: Float32Array;
  readonly labels: Int32Array;
  readonly d: number;
}

/** Normal rows about normal class means: far enough apart that a head is right in half to nine tenths of five ways. */
export function problemOf(classes: number, each: number, d: number): Problem {
  const random = seededRandom(1);
  const means = Float64Array.from({ length: classes * d }, () => 0.2 * random.normal());
  const labels = Int32Array.from({ length: classes * each }, (_, i) => i % classes);
  const features = new Float32Array(labels.length * d);
  for (let at = 0; at < features.length; at++) {
    features[at] = means[labels[Math.floor(at / d)] * d + (at % d)] + random.normal();
  }
  return { features, labels, d };
}

/** Writes the features and the very episodes that `fewShotAccuracy` draws, for others to read. */
export function writeProblem({ features, labels, d }: Problem, options: EpisodeOptions, folder: string): void {
  const drawn = [...episodes(labels, options)];
  const write = (name: string, values: Float32Array | Int32Array) => writeFileSync(join(folder, name), values);
  const joined = (arrays: Int32Array[]) => Int32Array.from(arrays.flatMap((array) => [...array]));
  writeFileSync(join(folder, 'shape.json'), JSON.stringify({ d, episodes: drawn.length }));
  write('features.f32', features);
  write('labels.i32', labels);
  write('support.i32', joined(drawn.map(({ support }) => support)));
  write('queries.i32', joined(drawn.map(({ queries }) => queries)));
}
