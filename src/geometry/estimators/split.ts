import { type Estimate, type Estimator, sum } from './estimate.js';
import { exact } from './exact.js';
import { alongBasis, principalDirections } from './principal.js';
import { HADAMARD, probe, RADEMACHER } from './probes.js';

/**
 * Of k passes, those that go to principal directions. On VGGs at initialisation, early and late in training few passes are
 * better spent on probes, and half of many on directions.
 */
const principalShare = (k: number) => (k < 8 ? 0 : Math.round(k < 16 ? k / 3 : k / 2));

/**
 * The directions in which the features are largest hold most of the Jacobian of a trained network: they are measured exactly, and
 * random Hadamard rows estimate the rest. As exact as it can be from d passes on.
 */
export const split: Estimator = async (examples, { probes, random }) => {
  if (probes >= examples.d) return exact(examples);
  const basis = await principalDirections(examples, principalShare(probes));
  const along = await alongBasis(examples, basis);
  const m = basis.length / examples.d;
  const count = Math.min(probes - m, HADAMARD.all(examples.d));
  return withExactPart(await probe(examples, { design: HADAMARD, count, random, basis }), along, m);
};

/** Independent signs for every example and every pass. */
export const rademacher: Estimator = (examples, { probes, random }) =>
  probe(examples, { design: RADEMACHER, count: probes, random });

/** A estimate of a part of the Jacobians, and the other part of each known exactly. */
export function withExactPart(estimate: Estimate, exactPart: Float64Array, vjps: number): Estimate {
  return {
    ...estimate,
    perExample: estimate.perExample.map((value, i) => value + exactPart[i]),
    total: estimate.total + sum(exactPart),
    certain: estimate.certain + sum(exactPart),
    vjps: estimate.vjps + vjps,
  };
}
