import type { NeuralCollapse } from '../../collapse/record.js';
import { describe, refuse } from '../../input/checks.js';
import { type Features, readFeatureRows } from '../../input/featureRows.js';
import type { Labels } from '../../input/labels.js';
import { abortSignal, integer, isPlainObject, later, number, type Read, readOptions } from '../../input/options.js';
import { publicCall } from '../../input/publicCall.js';
import { turns } from '../../input/turns.js';
import { boundsOf } from './boundsOf.js';
import type { NearestMeanBounds } from './record.js';
import { spreadsOfRecord } from './spreadsOfRecord.js';
import { spreadsOfRows } from './spreadsOfRows.js';

/** Options of {@link nearestMeanBounds} of a record. */
export interface NearestMeanBoundsOptions {
  /** The numbers of shots m that certificates are computed for. The default is [10, 100]. */
  shots?: readonly number[];
  /**
   * A Poincare constant k of the classes, Var_c <= k GC_c, in (input unit)^2, where one is known. The default is the
   * smallest that the data allow: {@link poincareRatio}.
   */
  poincareConstant?: number;
}

/** Options of {@link nearestMeanBounds} of features. */
export interface NearestMeanBoundsOfFeaturesOptions extends NearestMeanBoundsOptions {
  /** Geometric complexity of each class, length C. The geometric form needs them. */
  complexities?: ArrayLike<number>;
  /** A signal that ends the call early. The call then throws the signal's reason. */
  signal?: AbortSignal;
}

/** An array of whole numbers of at least 1. */
const shotCounts: Read<readonly number[]> = (argument, value) => {
  if (!Array.isArray(value)) refuse(argument, 'an array of whole numbers', describe(value), 'Pass, say, shots: [10].');
  for (const [k, m] of value.entries()) integer(1)(`${argument}[${k}]`, m);
  return value;
};

const OF_RECORD = { shots: shotCounts, poincareConstant: number(0) };
const OF_FEATURES = { ...OF_RECORD, complexities: later<ArrayLike<number>>(), signal: abortSignal };

/** The bound of a few shots at the number of them that papers plot, and where its limit is near. */
const SHOTS = [10, 100];

/**
 * Tells what collapse promises: upper bounds on the error of the classifier that takes the nearest class mean, from
 * how the classes spread in comparison with their distances.
 *
 * The error is the mean over classes of the share that is wrong. It is the share of all examples where classes are
 * equally frequent; otherwise weigh `cantelli.perClass` by how frequent they are. With U_ij the variance of class i
 * along mu_i - mu_j over ||mu_i - mu_j||^2, it is at most
 *
 *   (1 / C) sum over i != j of 4 U_ij / (1 + 4 U_ij) <= 4 (C - 1) dCDNV <= 4 (C - 1) CDNV <= 4 (C - 1) k GCollapse
 *
 * with dCDNV the directional CDNV, and k a Poincare constant. A certificate bounds it where each centre is the mean of
 * m examples, and the queries are others.
 *
 * @remarks Each holds for a population, such as the examples themselves with their own class means. For the population
 * that they were drawn from, the numbers are estimates. Features are measured in float64 on the host. A backend is
 * faster with many classes: it makes a record with {@link neuralCollapse}, or with {@link neuralCollapseOfBatches} of
 * features that do not fit in memory, and the record is passed in their place.
 *
 * @param features A tensor [n, d] or [n, ...], a flat Float32Array or Float64Array of n d values, or an array of n
 * rows. Only a tensor needs a backend.
 * @param labels Whole numbers 0 .. C - 1, length n. Every class needs an example.
 * @returns The bounds. Those that two classes of equal means leave without a value are absent, and `undetermined` says
 * why.
 * @throws InputError for features or labels that cannot be measured, for fewer than two classes, and for a record
 * without `perClass`, `perPair` or `fourthMoments`.
 * @example
 * const r = await nearestMeanBounds([[-1.5], [-0.5], [0.5], [1.5]], [0, 0, 1, 1]);
 * r.cantelli.bound;     // 0.2: 4 / 16 over 1 + 4 / 16
 * r.directional?.bound; // 0.25: 4 (2 - 1) / 16
 * @see Galanti, Gyorgy and Hutter 2022; Munn, Dherin and Gonzalvo 2024; Luthra, Salunkhe and Galanti 2026
 */
export function nearestMeanBounds(
  features: Features,
  labels: Labels,
  options?: NearestMeanBoundsOfFeaturesOptions,
): Promise<NearestMeanBounds>;
/**
 * The same of a record, which has to be made with `perClass: true`, `perPair: true` and `fourthMoments: true`.
 *
 * @param record A record of {@link neuralCollapse} or {@link neuralCollapseOfBatches}, also out of JSON.
 * @returns The bounds.
 */
export function nearestMeanBounds(
  record: NeuralCollapse,
  options?: NearestMeanBoundsOptions,
): Promise<NearestMeanBounds>;
export async function nearestMeanBounds(
  source: NeuralCollapse | Features,
  ...rest: unknown[]
): Promise<NearestMeanBounds> {
  return publicCall('nearestMeanBounds', async () => {
    if (isPlainObject(source) && !('length' in source)) {
      const { shots = SHOTS, poincareConstant } = readOptions(rest[0], OF_RECORD);
      const needed = { fourthMoments: shots.length > 0, geometry: poincareConstant !== undefined };
      return boundsOf(spreadsOfRecord(source, needed), { shots, poincareConstant });
    }
    const [labels, options] = rest;
    const { shots = SHOTS, poincareConstant, complexities, signal } = readOptions(options, OF_FEATURES);
    if (poincareConstant !== undefined && complexities === undefined) {
      const remedy = 'Pass one geometric complexity of each class, or leave out poincareConstant.';
      refuse('complexities', 'given, for poincareConstant', 'none', remedy);
    }
    const turn = turns(signal);
    await turn();
    const rows = await readFeatureRows(source, labels as Labels, { everyClass: true });
    if (rows.classes < 2) {
      const remedy = 'A comparison between classes needs two; pass labels of more classes.';
      refuse('labels', 'of at least 2 classes', `${rows.classes}`, remedy);
    }
    return boundsOf(await spreadsOfRows(rows, complexities, turn), { shots, poincareConstant });
  });
}
