/**
 * Child process: folds rows that are drawn batch by batch into class statistics. Arguments: backend, N, 'scatter' or
 * nothing.
 */
import * as tf from '@tensorflow/tfjs-core';
import { classStatistics, emptyClassStatistics, mergeClassStatistics } from 'geocollapse';
import { type BackendName, useBestBackend } from 'geocollapse/backends';
import { seededRandom } from '../../src/numeric/random.js';
import { peakMemory, resetPeak } from './memory.js';
import { normals } from './workloads.js';

const [backend, rows, kept] = process.argv.slice(2);
const [d, classes, batch] = [512, 10, 2000];
const scatter = kept === 'scatter';

const random = seededRandom(1);
const means = normals(random, new Float32Array(classes * d), 0.2);
// Each row is a window of one long line of normal numbers: cheap, and what is timed does not depend on the values.
const line = normals(random, new Float32Array(2 ** 20), 1);

function draw(): { features: tf.Tensor; labels: Int32Array } {
  const labels = Int32Array.from({ length: batch }, () => random.below(classes));
  const values = new Float32Array(batch * d);
  for (let i = 0; i < batch; i++) {
    const from = random.below(line.length - d);
    for (let j = 0; j < d; j++) values[i * d + j] = line[from + j] + means[labels[i] * d + j];
  }
  return { features: tf.tidy(() => tf.add(tf.tensor2d(values, [batch, d]), 0)), labels };
}

async function fold(count: number): Promise<{ seconds: number; examples: number }> {
  let seconds = 0;
  let statistics = emptyClassStatistics();
  for (let done = 0; done < count; done += batch) {
    const { features, labels } = draw();
    const start = performance.now();
    statistics = mergeClassStatistics(statistics, await classStatistics(features, labels, { classes, scatter }));
    seconds += (performance.now() - start) / 1000;
    features.dispose();
  }
  return { seconds, examples: statistics.counts.reduce((sum, n) => sum + n, 0) };
}

await useBestBackend({ prefer: backend as BackendName, print: false });
await fold(5 * batch);
resetPeak();
console.log(JSON.stringify({ ...(await fold(Number(rows))), peak: peakMemory() }));
