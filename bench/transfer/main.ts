import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fewShotAccuracy } from 'geocollapse/transfer';
import { Peer } from './peer.js';
import { problemOf, writeProblem } from './problem.js';

const HELP = `npm run bench:transfer -- [options]

fewShotAccuracy against scikit-learn: NearestCentroid, RidgeClassifier and LogisticRegression, on the same features and
episodes, in turns. 64 classes of 100 examples, d = 512, float32. scikit-learn takes part if PYTHON names a Python that
has it.

  --episodes <n>   episodes (default: 600)
  --ways <n>       classes of an episode (default: 5)
  --shots <n>      support examples of each class (default: 5)
  --rounds <n>     turns of each side (default: 3)
  --heads <names>  nearestMean,ridge,logistic (default: all)

Times are those of the clock and, after the stroke, of all processors, which count where others use the machine too.`;

const { values } = parseArgs({
  options: {
    episodes: { type: 'string', default: '600' },
    ways: { type: 'string', default: '5' },
    shots: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '3' },
    heads: { type: 'string', default: 'nearestMean,ridge,logistic' },
    help: { type: 'boolean' },
  },
});
const median = (list: number[]) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
const seconds = ([clock, processor]: number[][]) => `${median(clock).toFixed(2)} s / ${median(processor).toFixed(2)} s`;

if (values.help) console.log(HELP);
else await main();

async function main(): Promise<void> {
  const [episodes, ways, shots, rounds] = [values.episodes, values.ways, values.shots, values.rounds].map(Number);
  const options = { episodes, ways, shots };
  const problem = problemOf(64, 100, 512);
  const folder = mkdtempSync(join(tmpdir(), 'geocollapse-bench-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  process.once('SIGINT', () => process.exit(130));
  writeProblem(problem, options, folder);
  const peer = await Peer.start(folder);
  console.log(`Node ${process.version}, ${availableParallelism()} cores (${cpus()[0]?.model}), no backend`);
  console.log(typeof peer === 'string' ? `scikit-learn is ${peer}` : peer.version);
  console.log(
    `${episodes} episodes of ${ways} ways, ${shots} shots, 15 queries; clock / processors, medians of ${rounds}\n`,
  );
  console.log(
    '| head | geocollapse | scikit-learn | ratio of processor times | accuracy | largest difference of an episode |',
  );
  console.log('|---|---|---|---|---|---|');
  let agree = true;
  for (const head of values.heads.split(',') as ('nearestMean' | 'ridge' | 'logistic')[]) {
    const [ours, theirs]: number[][][] = [
      [[], []],
      [[], []],
    ];
    const ratios: number[] = [];
    let [accuracy, apart, difference] = [0, 0, 0];
    await fewShotAccuracy(problem.features, problem.labels, { ...options, head, episodes: 50 }); // compilers start
    for (let round = 0; round < rounds; round++) {
      const start = performance.now();
      const busy = process.cpuUsage();
      const record = await fewShotAccuracy(problem.features, problem.labels, { ...options, head });
      ours[0].push((performance.now() - start) / 1000);
      const { user, system } = process.cpuUsage(busy);
      ours[1].push((user + system) / 1e6);
      accuracy = record.accuracy;
      if (typeof peer === 'string') continue;
      const turn = await peer.turn(head);
      theirs[0].push(turn.seconds);
      theirs[1].push(turn.processor);
      ratios.push(turn.processor / ours[1][round]);
      apart = record.perEpisode.reduce((most, each, e) => Math.max(most, Math.abs(each - turn.accuracies[e])), 0);
      difference = Math.abs(accuracy - turn.accuracies.reduce((a, b) => a + b) / episodes);
    }
    agree &&= difference <= 1e-6;
    const compared = ratios.length > 0 ? [seconds(theirs), median(ratios).toFixed(1)] : ['', ''];
    const last = ratios.length > 0 ? apart.toExponential(1) : '';
    console.log(`| ${[head, seconds(ours), ...compared, accuracy.toFixed(6), last].join(' | ')} |`);
  }
  if (typeof peer !== 'string') peer.end();
  if (!agree) {
    console.error('\nAccuracies differ by more than 1e-6.');
    process.exitCode = 1;
  }
}
