import { checkComplexities, geometricCollapseAt } from '../../collapse/geometricCollapse.js';
import { meanDistances } from '../../collapse/means/pairDistances.js';
import { subtract } from '../../collapse/residuals/loops.js';
import type { FeatureRows } from '../../input/featureRows.js';
import type { Turn } from '../../input/turns.js';
import { timesTranspose } from '../../numeric/kernels.js';
import { orderByLabel, runsOfLabels } from '../../statistics/rows/byLabel.js';
import { hostRows } from '../../statistics/rows/hostRows.js';
import { centredMeansOf } from '../../statistics/value/means.js';
import { addSquaresAlong } from './addSquaresAlong.js';
import { inUnits } from './inUnits.js';
import type { Geometry, PairsOfClass, Spreads } from './spreads.js';

/** The most values of residuals that are multiplied at once, 16 MB. */
const BLOCK = 2 ** 21;

/** Measures what bounds need from features on the host, in float64. No backend is needed. */
export async function spreadsOfRows(
  rows: FeatureRows,
  complexities: ArrayLike<number> | undefined,
  turn: Turn,
): Promise<Spreads> {
  const { labels, classes, d } = rows;
  const { values, unit } = inUnits(rows.values);
  const source = hostRows(values, labels, classes, { turn });
  const statistics = await source.statistics();
  const { counts, squaredDeviations, means } = statistics;
  const variances = squaredDeviations.map((sum, c) => sum / counts[c]);
  const fourthMoments = (await source.fourthPowers(statistics)).map((sum, c) => sum / counts[c]);
  const distances = meanDistances(statistics);
  // They are those of the features divided by `unit`, too.
  const scaled =
    complexities === undefined
      ? undefined
      : checkComplexities({ complexities, statistics }).map((gc) => gc / unit / unit);
  return { classes, counts, variances, fourthMoments, geometry: scaled && (() => geometry(scaled)), pairs };

  async function* pairs(): AsyncGenerator<PairsOfClass> {
    const centred = centredMeansOf(statistics); // [C, d]
    const most = Math.max(1, Math.floor(BLOCK / Math.max(d, classes)));
    for (const { y, members } of runsOfLabels(labels, orderByLabel(labels, classes))) {
      const squares = new Float64Array(classes); // sum of (r . (mu_c - mu_y))^2
      for (let start = 0; start < members.length; start += most) {
        await turn();
        const some = members.subarray(start, start + most);
        const residuals = new Float64Array(some.length * d);
        subtract(values, d, some, means.subarray(y * d, (y + 1) * d), residuals);
        addSquaresAlong(timesTranspose(residuals, centred, d), y, squares);
      }
      const squaredDistances = distances(y);
      const ratios = squares.map((sum, c) => (sum === 0 ? 0 : sum / counts[y] / squaredDistances[c] ** 2));
      yield { i: y, squaredDistances, ratios };
    }
  }

  function geometry(scaled: Float64Array): Geometry {
    const ratios = variances.map((variance, c) => (variance === 0 ? 0 : variance / scaled[c]));
    return {
      geometricCollapse: geometricCollapseAt(scaled, distances),
      poincareRatio: ratios.reduce((most, ratio) => Math.max(most, ratio), 0),
    };
  }
}
