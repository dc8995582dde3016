import { join } from 'node:path';
import { version_core } from '@tensorflow/tfjs-core';
import { version_layers } from '@tensorflow/tfjs-layers';
import { type BackendName, useBestBackend } from 'geocollapse/backends';
import { padCropFlip } from 'geocollapse/data';
import { folderHandler, resnet, splitAtEmbedding } from 'geocollapse/models';
import { jsonLines, train } from 'geocollapse/training';
import { type TransferReport, transferReport } from 'geocollapse/transfer';
import { inOwnFolder, type OutputFolder } from '../support/outputFolder.js';
import { progressBar } from '../support/progressBar.js';
import { saveResults } from '../support/saveResults.js';
import { UsageError } from '../support/usageError.js';
import { writeWhole } from '../support/writeWhole.js';
import { readData } from './data.js';
import { drawCourse } from './drawCourse.js';
import { drawReport } from './drawReport.js';
import { lineOf } from './lineOf.js';
import type { RunOptions } from './options.js';
import { PRESETS } from './presets.js';

/** All that a run leaves in its folder. */
const PICTURES = ['course.svg', 'course.png', 'report.svg', 'report.png'];
const RESULTS = ['transfer.jsonl', 'report.json', ...PICTURES, 'model'];

/** A line of transfer.jsonl. */
export interface Row {
  step: number;
  /** Seconds since the run began. */
  seconds: number;
  /** The mean cross-entropy of the training batches since the report before, in nats. */
  loss: number | null;
  report: TransferReport;
}

/**
 * Trains, reports, and writes the results into a folder of its own; an abort ends the run early and keeps what there
 * is.
 *
 * @throws NotSavedError when a result could not be written; all others are
 */
export async function run(options: RunOptions, signal: AbortSignal): Promise<void> {
  await inOwnFolder(options.out, { ...options, results: RESULTS }, (folder) => runIn(folder, options, signal));
}

async function runIn(folder: OutputFolder, options: RunOptions, signal: AbortSignal): Promise<void> {
  const { preset, settings, seed, out } = options;
  const { width, steps, batch, learningRate, fade, momentum, l2, reports } = settings;
  const started = performance.now();
  const { source, sourceTest, target } = await readData(options, signal);
  if (batch > source.size) {
    throw new UsageError(`--batch must be at most ${source.size}, the training images, got ${batch}.`);
  }
  const { name: backend } = await useBestBackend({
    prefer: process.env.GEOCOLLAPSE_BACKEND as BackendName,
    print: console.log,
  });
  const model = resnet({ depth: 18, inputShape: source.shape, classes: source.classes, width, seed });
  for (const note of PRESETS[preset].notes) console.log(note);
  console.log(`Settings: ${JSON.stringify({ preset, ...settings, seed })}`);
  console.log(
    `ResNet-18, width ${width}, ${model.countParams()} weights; ${source.size} training images of ${source.classes} ` +
      `classes, ${sourceTest.size} others of these; ${target.size} images of ${target.classes} held-out classes; ` +
      `results in ${out}`,
  );

  const { sourceExamples, ways, shots, queries, episodes } = settings;
  const measures = { sourceExamples, ways, shots, queries, episodes, sourceTest, seed, signal };
  const network = splitAtEmbedding(model);
  const untrained = await transferReport(network, source, target, measures); // refuses settings that do not fit

  await folder.clear();
  const lines = jsonLines(join(out, 'transfer.jsonl'));
  const rows: Row[] = [];
  let losses: number[] = [];
  const record = async (step: number, report: TransferReport) => {
    const loss = losses.length === 0 ? null : losses.reduce((sum, each) => sum + each, 0) / losses.length;
    losses = [];
    const row = { step, seconds: (performance.now() - started) / 1000, loss, report };
    rows.push(row);
    // What a full disk does not take now is written later, or named at the end.
    await lines.append(row).catch(() => {});
    progress.say(lineOf(row, steps));
  };
  const every = Math.max(1, Math.round(steps / reports));
  const progress = progressBar(steps);
  let done = 0;
  let waitedSeconds = 0; // of the training steps, for their images
  try {
    await record(0, untrained);
    await train(model, source, {
      steps,
      batchSize: batch,
      learningRate: (step) => learningRate * (fade > 0 ? Math.min(1, (fade * (steps - step + 1)) / steps) : 1),
      momentum,
      l2,
      seed,
      augment: (images, step) => padCropFlip(images, { seed: step }),
      signal,
      onStep: async ({ step, loss, waited }) => {
        done = step;
        waitedSeconds += waited;
        losses.push(loss);
        progress.step(step, loss);
        const due = (step % every === 0 && steps - step >= every / 2) || step === steps;
        if (due) await record(step, await transferReport(network, source, target, measures));
      },
    });
  } catch (error) {
    if (error !== signal.reason) throw error; // else it was stopped within a report
  } finally {
    progress.end();
  }

  const { save, requireAll } = saveResults();
  await save('model', () => model.save(folderHandler(join(out, 'model')))); // first: it is what cannot be had again
  await save('transfer.jsonl', lines.close);
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage();
  const { platform, arch, version: node } = process;
  const versions = { node, 'tfjs-core': version_core, 'tfjs-layers': version_layers };
  const summary = {
    settings: { preset, ...settings, target: options.target, seed },
    stepsDone: done,
    backend,
    platform,
    arch,
    versions,
    seconds,
    processorSeconds: (user + system) / 1e6,
    waitedSeconds,
    final: rows[rows.length - 1],
  };
  await save('report.json', () => writeWhole(join(out, 'report.json'), `${JSON.stringify(summary, null, 2)}\n`));
  const caption = describeRun(options, done, backend);
  for (const [name, draw] of [
    ['course', () => drawCourse(rows, caption)],
    ['report', () => drawReport(rows[rows.length - 1], caption)],
  ] as const) {
    await save(name, async () => {
      const { svg, png } = await draw();
      await save(`${name}.svg`, () => writeWhole(join(out, `${name}.svg`), svg));
      await save(`${name}.png`, () => writeWhole(join(out, `${name}.png`), png));
    });
  }
  const stopped = signal.aborted ? `stopped after ${done} of ${steps} steps` : `${done} steps`;
  console.log(`${stopped}, ${seconds.toFixed(0)} s; picture: ${join(out, 'course.png')}`);
  requireAll(out);
}

function describeRun({ preset, settings, seed }: RunOptions, done: number, backend: string): string {
  const { width, batch, learningRate, momentum, l2 } = settings;
  return [
    `ResNet-18, width ${width}, on the training classes of CIFAR-FS (preset ${preset})\n${done} steps of ${batch}`,
    `learning rate ${learningRate}, momentum ${momentum}, L2 ${l2}`,
    `seed ${seed}`,
    `backend ${backend}`,
  ].join(' · ');
}
