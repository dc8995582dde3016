import { certificateOfPair, type Pair } from './certificate.js';
import type { Certificate, ErrorBound, GeometricBound, NearestMeanBounds, UndeterminedBounds } from './record.js';
import type { Geometry, PairsOfClass, Spreads } from './spreads.js';

/** The least number of shots for which the certificate is published. */
const PUBLISHED = 10;

/** What a caller chooses. */
interface Chosen {
  readonly shots: readonly number[];
  readonly poincareConstant?: number;
}

/** The bounds, from one pass over the classes. Nothing of size C x C is kept. */
export async function boundsOf(spreads: Spreads, { shots, poincareConstant }: Chosen): Promise<NearestMeanBounds> {
  const { classes, counts, variances, fourthMoments, geometry } = spreads;
  const perClass = new Array<number>(classes).fill(0);
  const certificates = new Float64Array(shots.length);
  let [directional, total] = [0, 0];
  let equal: string | undefined;
  for await (const pairs of spreads.pairs()) {
    const { i } = pairs;
    for (let j = 0; j < classes; j++) {
      if (j === i) continue;
      if (pairs.squaredDistances[j] === 0) {
        perClass[i] += 1; // a tie, which may always go to the other class
        equal ??= `Classes ${i} and ${j} have equal means, so there is no distance to compare their variance with.`;
        continue;
      }
      const pair = pairOf(pairs, j);
      perClass[i] += (4 * pair.along) / (1 + 4 * pair.along);
      directional += 4 * pair.along;
      total += 4 * pair.own;
      for (const [k, m] of shots.entries()) certificates[k] += certificateOfPair(pair, m);
    }
  }
  const undetermined: { -readonly [K in keyof UndeterminedBounds]: string } = {};
  if (equal) for (const key of ['directional', 'cdnv'] as const) undetermined[key] = equal;
  if (equal && shots.length > 0) undetermined.certificates = equal;
  const infinite = shots.find((_, k) => certificates[k] === Infinity);
  if (!equal && infinite !== undefined) {
    const what = 'a class is expected to be as near to a centre of another class as to one of its own';
    undetermined.certificates = `With ${infinite} shots ${what}, so nothing bounds its error.`;
  }
  const geometric = geometry && (equal ?? geometricForm(geometry()));
  if (typeof geometric === 'string') undetermined.geometric = geometric;
  const mean = perClass.reduce((sum, value) => sum + value, 0) / classes;
  return {
    classes,
    counts: Array.from(counts),
    chance: 1 - 1 / classes,
    cantelli: { ...bounded(mean), perClass },
    ...(!equal && { directional: bounded(directional / classes), cdnv: bounded(total / classes) }),
    ...(typeof geometric === 'object' && { geometric }),
    certificates: equal ? [] : shots.map(certificate).filter(({ bound }) => Number.isFinite(bound)),
    undetermined,
  };

  function pairOf({ i, squaredDistances, ratios }: PairsOfClass, j: number): Pair {
    const apart = squaredDistances[j];
    const own = variances[i] / apart;
    const fourth = fourthMoments ? fourthMoments[i] / apart / apart + fourthMoments[j] / apart / apart : 0;
    // The variance along one direction is a part of the whole: more than that is rounding.
    return { along: Math.min(ratios[j], own), own, other: variances[j] / apart, fourth };
  }

  function certificate(m: number, k: number): Certificate {
    return { shots: m, ...bounded(certificates[k] / classes), published: m >= PUBLISHED };
  }

  function geometricForm({ geometricCollapse, poincareRatio }: Geometry): GeometricBound | string {
    const constant = poincareConstant ?? poincareRatio;
    if (constant === Infinity)
      return 'A class has variance and no complexity, or next to none, so no finite Poincare constant fits.';
    const form = bounded(4 * (classes - 1) * constant * geometricCollapse);
    return { ...form, poincareConstant: constant, from: poincareConstant === undefined ? 'data' : 'given' };
  }

  function bounded(bound: number): ErrorBound {
    return { bound, vacuous: bound >= 1, beatsChance: bound < 1 - 1 / classes };
  }
}
