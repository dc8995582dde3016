/**
 * What testing a gradient costs: the geometric complexity of 64 images at 8 probes of a VGG-13 of width 1, of a
 * function that is new at every call and is therefore tested each time, with the comparison with differences and
 * without, in turns.
 *
 *     npm run bench:trust [-- wasm]
 */
import * as tf from '@tensorflow/tfjs-core';
import { geometricComplexity } from 'geocollapse';
import { useBestBackend } from 'geocollapse/backends';
import { splitAtEmbedding, vgg } from 'geocollapse/models';

const ROUNDS = 3;
const prefer = process.argv[2] as 'wasm' | 'tensorflow' | undefined;
await useBestBackend({ prefer });
const { embedding } = splitAtEmbedding(vgg({ depth: 13, width: 1, seed: 1 }));
const x = tf.randomNormal([64, 32, 32, 3], 0, 1, 'float32', 1);

const seconds = async (check: boolean): Promise<number> => {
  const start = process.cpuUsage();
  await geometricComplexity((input) => embedding(input), x, { probes: 8, check });
  const { user, system } = process.cpuUsage(start); // of all threads: other work on the machine counts little
  return (user + system) / 1e6;
};
await seconds(true);
const ratios: number[] = [];
const times: number[] = [];
for (let round = 0; round < ROUNDS; round++) {
  const [first, second] = [await seconds(round % 2 === 0), await seconds(round % 2 !== 0)];
  const [tested, untested] = round % 2 === 0 ? [first, second] : [second, first];
  ratios.push(tested / untested);
  times.push(untested);
}
const median = (values: number[]) => [...values].sort((a, b) => a - b)[values.length >> 1];
const share = (ratio: number) => `${(100 * (ratio - 1)).toFixed(1)}%`;
console.log(
  `${tf.getBackend()}: ${median(times).toFixed(2)} s of CPU without, the comparison adds ${share(median(ratios))}`,
);
console.log(`from ${share(Math.min(...ratios))} to ${share(Math.max(...ratios))} in ${ROUNDS} rounds`);
