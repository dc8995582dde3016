import { join } from 'node:path';
import { version_core } from '@tensorflow/tfjs-core';
import { version_layers } from '@tensorflow/tfjs-layers';
import { type BackendName, useBestBackend } from 'geocollapse/backends';
import { folderHandler, splitAtEmbedding, vgg } from 'geocollapse/models';
import { accuracy, jsonLines, monitor, train } from 'geocollapse/training';
import { inOwnFolder, type OutputFolder } from '../support/outputFolder.js';
import { progressBar } from '../support/progressBar.js';
import { saveResults } from '../support/saveResults.js';
import { UsageError } from '../support/usageError.js';
import { writeWhole } from '../support/writeWhole.js';
import { readData } from './data.js';
import { lineOf } from './lineOf.js';
import type { RunOptions } from './options.js';
import { drawCurves, type Row } from './plot.js';

/** Measurements over a whole run, the first (untrained) and the last included. */
const MEASUREMENTS = 24;

/** The learning rate falls to zero over the last 1 / FADE of the steps: else the last step decides the accuracy. */
const FADE = 4;

/** All that a run leaves in its folder. */
const RESULTS = ['metrics.jsonl', 'summary.json', 'curves.svg', 'curves.png', 'model'];

/**
 * Trains, measures, and writes the results into a folder of its own; an abort ends the run early and keeps what there
 * is.
 *
 * @throws NotSavedError when a result could not be written; all others are
 */
export async function run(options: RunOptions, signal: AbortSignal): Promise<void> {
  await inOwnFolder(options.out, { ...options, results: RESULTS }, (folder) => runIn(folder, options, signal));
}

async function runIn(folder: OutputFolder, options: RunOptions, signal: AbortSignal): Promise<void> {
  const { steps, batch, learningRate, l2, seed, out, dataSet, data, dataName } = options;
  const started = performance.now();
  const { train: trainingSet, test } = await readData(dataSet, data, signal);
  const images = trainingSet.labels.length;
  if (batch > images) throw new UsageError(`--batch must be at most ${images}, the training images, got ${batch}.`);
  const { name: backend } = await useBestBackend({
    prefer: process.env.GEOCOLLAPSE_BACKEND as BackendName,
    print: console.log,
  });
  const { shape: inputShape, classes } = trainingSet;
  const model = vgg({ depth: 11, inputShape, classes, width: 1 / 8, seed });
  const measure = monitor(splitAtEmbedding(model), trainingSet, { seed });
  const every = Math.max(1, Math.round(steps / (MEASUREMENTS - 1)));
  console.log(`VGG-11, width 1/8, ${model.countParams()} weights; ${images} training images; results in ${out}`);

  await folder.clear();
  const metrics = jsonLines(join(out, 'metrics.jsonl'));
  const rows: Row[] = [];
  const record = async (step: number) => {
    const row = { step, ...(await measure()) };
    rows.push(row);
    // What a full disk does not take now is written later, or named at the end.
    await metrics.append(row).catch(() => {});
    progress.say(lineOf(step, steps, row));
  };
  const progress = progressBar(steps);
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

  const { save, requireAll } = saveResults();
  await save('model', () => model.save(folderHandler(join(out, 'model')))); // first: it is what cannot be had again
  await save('metrics.jsonl', metrics.close);
  const testAccuracy = signal.aborted ? null : await accuracy(model, test);
  const seconds = (performance.now() - started) / 1000;
  const caption = describeRun(options, done, backend, testAccuracy);
  await save('curves', async () => {
    const { svg, png } = await drawCurves(rows, caption);
    await save('curves.svg', () => writeWhole(join(out, 'curves.svg'), svg));
    await save('curves.png', () => writeWhole(join(out, 'curves.png'), png));
  });
  const network = { model: 'vgg11', width: 1 / 8, depth: 11 };
  const settings = { ...network, data: dataName, steps, batch, learningRate, momentum: 0.9, l2, seed };
  const { platform, arch, version: node } = process;
  const versions = { node, 'tfjs-core': version_core, 'tfjs-layers': version_layers };
  const final = rows[rows.length - 1];
  const summary = { settings, stepsDone: done, backend, platform, arch, versions, seconds, testAccuracy, final };
  await save('summary.json', () => writeWhole(join(out, 'summary.json'), `${JSON.stringify(summary, null, 2)}\n`));

  const end = `${seconds.toFixed(0)} s`;
  if (testAccuracy === null) console.log(`stopped after ${done} of ${steps} steps, ${end}; results so far in ${out}`);
  else {
    const percent = (100 * testAccuracy).toFixed(2);
    console.log(`test accuracy ${percent}%, ${done} steps in ${end}; picture: ${join(out, 'curves.png')}`);
  }
  requireAll(out);
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
