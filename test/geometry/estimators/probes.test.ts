import { expect, it } from 'vitest';
import { HADAMARD, probe } from '../../../src/geometry/estimators/probes.js';
import { recordOf } from '../../../src/geometry/record.js';
import { seededRandom } from '../../../src/numeric/random.js';
import { matrixExamples, squaredNorms } from '../../support/matrixExamples.js';

it('features in blocks of a power of two, as tokens of some channels are, have intervals that cover and are not empty', async () => {
  const random = seededRandom(3);
  const [tokens, channels, inputs] = [5, 4, 6];
  const block = Array.from({ length: channels }, () => Array.from({ length: inputs }, random.normal));
  const jacobian = Array.from({ length: tokens * channels }, (_, row) => {
    const at = Math.floor(row / channels) * inputs;
    return Array.from({ length: tokens * inputs }, (_, j) => block[row % channels][j - at] ?? 0);
  });
  const jacobians = [jacobian, jacobian, jacobian];
  const [truth] = squaredNorms(jacobians); // of each, and so of all
  let covered = 0;
  for (let seed = 0; seed < 200; seed++) {
    const examples = matrixExamples(jacobians);
    const sample = await probe(examples, {
      design: HADAMARD,
      count: 3,
      random: seededRandom(seed),
    });
    const { interval, standardError } = recordOf(sample, { confidence: 0.95 });
    expect(standardError).toBeGreaterThan(1e-5 * truth);
    if (interval[0] <= truth && truth <= interval[1]) covered++;
  }
  expect(covered).toBeGreaterThan(174); // 90%, less two standard deviations of what 200 draws tell
});
