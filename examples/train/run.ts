import { join } from 'node:path';
import { version_core } from '@tensorflow/tfjs-core';
import { version_layers } from '@tensorflow/tfjs-layers';
import { type BackendName, useBestBackend } from 'geocollapse/backends';
import { readMnist } from 'geocollapse/data';
import { splitAtEmbedding, vgg } from 'geocollapse/models';
import { accuracy, type Measurement, monitor, train } from 'geocollapse/training';
import { folderHandler, writeWhole } from './files.js';
import type { RunOptions } from './options.js';
import { drawCurves } from './plot.js';
import { showProgress } from './progress.js';

/** A line of metrics.jsonl. */
export interface Row extends Measurement {
  step: number;
}

/** Measurements over a whole run, the first (untrained) and the last included. */
const MEASUREMENTS = 24;

/** The learning rate falls to zero over the last 1 / FADE of the steps: else the last step decides the accuracy. */
const FADE = 4;

/** Trains, measures, and writes the results, whole files only; an abort ends the run early and keeps what there is. */
export async function run(options: RunOptions, signal: AbortSignal): Promise<void> {
  const { steps, batch, learningRate, l2, seed, out, data, dataName } = options;
  const started = performance.now();
  const { train: trainingSet, test } = await readMnist(data);
  const { name: backend } = await useBestBackend({
    prefer: process.env.GEOCOLLAPSE_BACKEND as BackendName,
    print: console.log,
  });
  const model = vgg({ depth: 11, inputShape: trainingSet.shape, width: 1 / 8, seed });
  const measure = monitor(splitAtEmbedding(model), trainingSet, { seed });
  const every = Math.max(1, Math.round(steps / (MEASUREMENTS - 1)));
  console.log(
    `VGG-11, width 1/8, ${model.countParams()} weights; ${trainingSet.labels.length} training images; results in ${out}`,
  );

  const rows: Row[] = [];
  const record = async (step: number) => {
    rows.push({ step, ...(await measure()) });
    await writeWhole(join(out, 'metrics.jsonl'), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    progress.measured(step, rows[rows.length - 1]);
  };
  const progress = showProgress(steps);
  let done = 0;
  try {
    await record(0);
    done = await train(model, trainingSet, {
      steps,
      batchSize: batch,
      learningRate: (step) => learningRate * Math.min(1, (FADE * (steps - step + 1)) / steps),
      l2,
      seed,
      signal,
      onStep: async ({ step, loss }) => {
        progress.step(step, loss);
        if ((step % every === 0 && steps - step >= every / 2) || step === steps) await record(step);
      },
    });
    if (rows[rows.length - 1].step !== done) await record(done);
  } finally {
    progress.end();
  }

  const testAccuracy = signal.aborted ? null : await accuracy(model, test);
  const seconds = (performance.now() - started) / 1000;
  const settings = {
    model: 'vgg11',
    width: 1 / 8,
    depth: 11,
    data: dataName,
    steps,
    batch,
    learningRate,
    momentum: 0.9,
    l2,
    seed,
  };
  const { svg, png } = await drawCurves(rows, describeRun(options, done, backend, testAccuracy));
  await writeWhole(join(out, 'curves.svg'), svg);
  await writeWhole(join(out, 'curves.png'), png);
  await model.save(folderHandler(join(out, 'model')));
  const { platform, arch, version: node } = process;
  const versions = { node, 'tfjs-core': version_core, 'tfjs-layers': version_layers };
  const final = rows[rows.length - 1];
  const summary = { settings, stepsDone: done, backend, platform, arch, versions, seconds, testAccuracy, final };
  await writeWhole(join(out, 'summary.json'), `${JSON.stringify(summary, null, 2)}\n`);
  if (testAccuracy === null)
    console.log(`stopped after ${done} of ${steps} steps, ${seconds.toFixed(0)} s; results so far in ${out}`);
  else
    console.log(
      `test accuracy ${(100 * testAccuracy).toFixed(2)}%, ${done} steps in ${seconds.toFixed(0)} s; picture: ${join(out, 'curves.png')}`,
    );
}

function describeRun(
  { batch, learningRate, l2, seed, dataName }: RunOptions,
  done: number,
  backend: string,
  testAccuracy: number | null,
) {
  const parts = [`VGG-11, width 1/8, on ${dataName}`, `${done} steps of ${batch}`, `learning rate ${learningRate}`];
  if (l2 > 0) parts.push(`L2 ${l2}`);
  parts.push(`seed ${seed}`, `backend ${backend}`);
  if (testAccuracy !== null) parts.push(`test accuracy ${(100 * testAccuracy).toFixed(2)}%`);
  return parts.join(' · ');
}
