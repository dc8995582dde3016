import { type Estimate, type Estimator, sum } from './estimate.js';
import { exact } from './exact.js';
import { alongBasis, principalDirections } from './principal.js';
import { HADAMARD, probe, RADEMACHER } from './probes.js';

/**
 * The number of k passes that go to principal directions. On VGGs at initialisation, early and late in training, few
 * passes are better spent on probes, and of many passes half is better spent on directions.
 */
const principalShare = (k: number) => (k < 8 ? 0 : Math.round(k < 16 ? k / 3 : k / 2));

/**
 * Measures the directions in which the features are largest exactly, since they hold most of the Jacobian of a trained
 * network, and estimates the rest from random Hadamard rows. From d passes on every row is measured.
 */
export const split: Estimator = async (examples, { probes, random }) => {
  if (probes >= examples.d) return exact(examples);
  const basis = await principalDirections(examples, principalShare(probes));
  const along = await alongBasis(examples, basis);
  const m = basis.length / examples.d;
  const count = Math.min(probes - m, HADAMARD.all(examples.d));
  return withExactPart(await probe(examples, { design: HADAMARD, count, random, basis }), along, m);
};

/** Estimates all of the Jacobian from independent random signs for every example and every pass. */
export const rademacher: Estimator = (examples, { probes, random }) =>
  probe(examples, { design: RADEMACHER, count: probes, random });

/** Adds a part of each Jacobian that was measured exactly to an estimate of the other part. */
export function withExactPart(estimate: Estimate, exactPart: Float64Array, vjps: number): Estimate {
  return {
    ...estimate,
    perExample: estimate.perExample.map((value, i) => value + exactPart[i]),
    total: estimate.total + sum(exactPart),
    certain: estimate.certain + sum(exactPart),
    vjps: estimate.vjps + vjps,
  };
}
