import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import { type BackendName, useBestBackend } from 'geocollapse/backends';
import { Contestant } from '../collapse/contestant.js';
import { datasetTime, estimateTime, median, monitoringShare, passCosts } from './cost.js';
import { type ErrorPoint, errorCurves, passesFor } from './errors.js';
import { exportNet } from './exportNet.js';
import { type Jacobians, jacobiansOf, replay } from './jacobians.js';
import { NET, trainedNet } from './net.js';
import { drawErrors } from './plot.js';

const HELP = `npm run bench:geometry -- [options] [sections]      default: all

Geometric complexity of a trained VGG-13 (width 1, CIFAR-10), a batch of 64 images. Sections:
  cost     a product with the Jacobian in forward passes
  error    error against passes of every estimator, from the whole Jacobians
  time     GC at 1% error, against PyTorch's loop over 512 outputs (32 are timed) and the repository
           facebookresearch/jacobian_regularizer
  dataset  2,000 images at 1%
  monitor  what measuring 4 batches every 100 steps adds to training
  plot     docs/images/geometric-complexity-error.png, from the figures of earlier runs

  --backend <name>   tensorflow (default) or wasm
  --trials <n>       of each estimator (default 200)
  --only <name>      of the estimators, say split: the figures of the others are kept
  --rounds <n>       turns of each contestant (default 5)

The network is trained first: node --import tsx bench/geometry/trainNet.ts. GEOCOLLAPSE_CIFAR names the folder of
CIFAR-10's binary version, GEOCOLLAPSE_PYTHON a Python with torch, and GEOCOLLAPSE_JACOBIAN_REGULARIZER a clone of that
repository. Figures: bench/geometry/figures.json.`;

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    backend: { type: 'string', default: 'tensorflow' },
    trials: { type: 'string', default: '200' },
    only: { type: 'string' },
    rounds: { type: 'string', default: '5' },
    help: { type: 'boolean' },
  },
});
const FIGURES = fileURLToPath(new URL('figures.json', import.meta.url));
const all = ['cost', 'error', 'time', 'dataset', 'monitor', 'plot'];
const wanted = positionals.length > 0 ? positionals : all;
const unknown = wanted.filter((name) => !all.includes(name));
if (options.help) console.log(HELP);
else if (unknown.length > 0) {
  console.error(`unknown: ${unknown.join(', ')}; known: ${all.join(', ')}`);
  process.exitCode = 2;
} else await main();

async function main(): Promise<void> {
  if (wanted.length === 1 && wanted[0] === 'plot') return drawErrors(figures());
  const { backend } = options;
  const rounds = Number(options.rounds);
  await useBestBackend({ prefer: backend as BackendName, print: false });
  const net = await trainedNet(64);
  const machine = `Node ${process.version}, ${availableParallelism()} cores of ${cpus()[0].model}`;
  console.log(`${machine}, backend ${backend}, ${NET}`);
  record('machine', machine);
  if (wanted.includes('cost')) {
    const cost = await passCosts(net, backend === 'wasm' ? 16 : 64, rounds);
    console.log(`one more product: ${cost.ratio.toFixed(2)} forward passes (${cost.product.toFixed(3)} s)`);
    record(`cost, ${backend}`, cost);
  }
  if (wanted.includes('error')) {
    const jacobians = await cached(() => jacobiansOf(net.embedding, net.x));
    const { n, d, p, entries } = jacobians;
    const norms = Float64Array.from({ length: n }, (_, i) => {
      let squares = 0;
      for (let at = i * d * p; at < (i + 1) * d * p; at++) squares += entries[at] * entries[at];
      return squares;
    });
    const fresh = await errorCurves(replay(jacobians), norms, Number(options.trials), options.only);
    const others = options.only ? (figures().error as { points: ErrorPoint[] }).points : [];
    const points = [...fresh, ...others.filter(({ estimator }) => estimator !== options.only)];
    record('error', {
      exact: norms.reduce((sum, value) => sum + value, 0) / n,
      trials: Number(options.trials),
      points,
    });
  }
  if (wanted.includes('time')) await race(net, rounds);
  if (wanted.includes('dataset')) {
    const result = { one: await datasetTime(net, 2000, 1), two: await datasetTime(net, 2000, 2) };
    console.log(`2,000 images: ${JSON.stringify(result)}`);
    record('dataset', result);
  }
  if (wanted.includes('monitor')) {
    const share = await monitoringShare(net, rounds);
    console.log(`measuring 4 batches every 100 steps adds ${(100 * share.share).toFixed(1)}%`);
    record('monitor', share);
  }
  if (wanted.includes('plot')) drawErrors(figures());
}

/** Ours and the peers at the same error, in turns. */
async function race(net: Awaited<ReturnType<typeof trainedNet>>, rounds: number): Promise<void> {
  const points = (figures().error as { points: ErrorPoint[] } | undefined)?.points;
  if (!points) throw new Error('run the section error first: it says how many passes 1% takes');
  const passes = {
    split: passesFor(points, 'split', 0.01),
    regulariser: passesFor(points, 'jacobian_regularizer (sphere)', 0.01),
  };
  const { GEOCOLLAPSE_PYTHON: python, GEOCOLLAPSE_JACOBIAN_REGULARIZER: peer } = process.env;
  const folder = 'runs/bench/export';
  await exportNet(net, folder);
  const peers = python
    ? new Contestant('PyTorch', python, [
        fileURLToPath(new URL('peers.py', import.meta.url)),
        folder,
        ...(peer ? [peer] : []),
      ])
    : undefined;
  if (!peers) console.log('left out: the peers, since GEOCOLLAPSE_PYTHON is not set');
  else console.log(await peers.ready());
  const ask = async (request: object) => peers!.ask<{ seconds: number; value: number }>(request);
  const ours: number[] = [];
  const regulariser: number[] = [];
  const rows: number[] = []; // a part of the exact loop, of which every row costs the same
  const ROWS = 32;
  for (let round = 0; round <= rounds; round++) {
    const turn = [(await estimateTime(net, passes.split)).seconds];
    if (peers) turn.push((await ask({ estimator: 'exact', rows: ROWS })).seconds * (512 / ROWS));
    if (peers && peer) turn.push((await ask({ method: 'regulariser', probes: passes.regulariser })).seconds);
    if (round === 0) continue; // warms up
    ours.push(turn[0]);
    if (turn.length > 1) rows.push(turn[1]);
    if (turn.length > 2) regulariser.push(turn[2]);
  }
  peers?.end();
  const ratio = (times: number[]) => median(times.map((time, i) => time / ours[i]));
  const result = {
    passes,
    ours: median(ours),
    ...(rows.length > 0 && { exactLoop: median(rows), timesOurs: ratio(rows) }),
    ...(regulariser.length > 0 && { regulariser: median(regulariser), regulariserTimesOurs: ratio(regulariser) }),
  };
  console.log(JSON.stringify(result, null, 1));
  record('time', result);
}

function figures(): Record<string, unknown> {
  return existsSync(FIGURES) ? JSON.parse(readFileSync(FIGURES, 'utf8')) : {};
}

function record(section: string, value: unknown): void {
  writeFileSync(FIGURES, `${JSON.stringify({ ...figures(), [section]: value }, null, 2)}\n`);
}

/** The Jacobians take minutes: they are kept beside the network. */
async function cached(make: () => Promise<Jacobians>): Promise<Jacobians> {
  const file = (name: string) => `${NET}/jacobians-${name}`;
  if (existsSync(file('sizes.json'))) {
    const { n, d, p } = JSON.parse(readFileSync(file('sizes.json'), 'utf8'));
    const read = (name: string) => {
      const { buffer, byteOffset, byteLength } = readFileSync(file(name));
      return new Float32Array(buffer, byteOffset, byteLength / 4);
    };
    return {
      n,
      d,
      p,
      features: read('features.f32'),
      entries: read('entries.f32'),
      gram: tf.tensor3d(read('gram.f32'), [n, d, d]),
    };
  }
  const { n, d, p, features, entries, gram } = await make();
  mkdirSync(NET, { recursive: true });
  writeFileSync(file('features.f32'), features);
  writeFileSync(file('entries.f32'), entries);
  writeFileSync(file('gram.f32'), (await gram.data()) as Float32Array);
  writeFileSync(file('sizes.json'), JSON.stringify({ n, d, p }));
  return { n, d, p, features, entries, gram };
}
