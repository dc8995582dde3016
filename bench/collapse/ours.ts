/** Child process: measures a workload on one backend. Arguments: backend, folder, N, d, C, 'all' measures or 'rank'. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import * as tf from '@tensorflow/tfjs-core';
import { classStatistics, featureRank, neuralCollapse } from 'geocollapse';
import { type BackendName, useBestBackend } from 'geocollapse/backends';
import { peakMemory, resetPeak } from './memory.js';

const [backend, folder, ...sizes] = process.argv.slice(2);
const [rows, d, classes] = sizes.map(Number);
const measured = sizes[3];

const answer = (value: object) => console.log(JSON.stringify(value));
/** The bytes of a file; those of a small one would otherwise be part of Node's pool. */
function read(name: string): ArrayBuffer {
  const { buffer, byteOffset, byteLength } = readFileSync(join(folder, name));
  return (byteLength === buffer.byteLength ? buffer : buffer.slice(byteOffset, byteOffset + byteLength)) as ArrayBuffer;
}

/**
 * The output of an operation, as features of a model are: tfjs-node hands the values of a plain tensor back uncopied.
 */
function load(name: string, shape: number[]): tf.Tensor {
  return tf.tidy(() => tf.add(tf.tensor(new Float32Array(read(name)), shape), 0));
}

try {
  await useBestBackend({ prefer: backend as BackendName, print: false });
  const features = load('features.f32', [rows, d]);
  const labels = new Int32Array(read('labels.i32'));
  const classifier = { weights: load('weights.f32', [d, classes]), bias: load('bias.f32', [classes]) };
  resetPeak();
  const measure = async (some: tf.Tensor, ids: Int32Array): Promise<object> =>
    measured === 'rank'
      ? featureRank(await classStatistics(some, ids, { classes, scatter: 'exact' }))
      : neuralCollapse(some, ids, { classes, classifier });
  answer({ ready: `tfjs ${tf.version_core}, Node ${process.version}` });
  for await (const line of createInterface({ input: process.stdin })) {
    const count: number = JSON.parse(line).rows ?? rows;
    const some = count < rows ? tf.slice(features, [0, 0], [count, d]) : features;
    const start = performance.now();
    const record = await measure(some, labels.subarray(0, count));
    const seconds = (performance.now() - start) / 1000;
    if (some !== features) some.dispose();
    answer({ seconds, values: flat(record), peak: peakMemory() });
  }
} catch (error) {
  answer({ error: error instanceof Error ? error.message : String(error) });
}

/** The numbers of a record, those of its objects named with a dot. */
function flat(record: object, prefix = ''): Record<string, number> {
  const numbers: Record<string, number> = {};
  for (const [key, value] of Object.entries(record)) {
    if (typeof value === 'number') numbers[prefix + key] = value;
    else if (value && typeof value === 'object' && !Array.isArray(value)) {
      Object.assign(numbers, flat(value, `${prefix}${key}.`));
    }
  }
  return numbers;
}
