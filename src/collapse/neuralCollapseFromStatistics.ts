import { readOptions } from '../input/options.js';
import { publicCall } from '../input/publicCall.js';
import type { ClassStatistics } from '../statistics/classStatistics.js';
import { readStatistics } from '../statistics/readStatistics.js';
import { readClassifier } from './classifier.js';
import { meanSpan } from './meanSpan.js';
import { meanDistances } from './pairDistances.js';
import { conventionsOf, MEASURE_OPTIONS, type MeasureOptions, makeRecord, type NeuralCollapse } from './record.js';
import { nc1OfScatter } from './variabilityCollapse.js';

/**
 * The measures of neural collapse that class statistics determine: all but the directional CDNV, NC4 and the accuracies,
 * which need the features, and NC1 and `featureRank` only where the statistics keep the within-class scatter.
 *
 * @param statistics of at least two classes, each with an example
 * @throws InputError as {@link neuralCollapse}
 * @example
 * const s = await classStatistics(tf.tensor2d([[-1.5], [-0.5], [0.5], [1.5]]), [0, 0, 1, 1], { scatter: true });
 * (await neuralCollapseFromStatistics(s)).nc1; // 0.125
 */
export async function neuralCollapseFromStatistics(
  statistics: ClassStatistics,
  given: MeasureOptions = {},
): Promise<NeuralCollapse> {
  return publicCall('neuralCollapseFromStatistics', async () => {
    const read = readStatistics(statistics);
    const { classifier, ...options } = readOptions(given, MEASURE_OPTIONS);
    const conventions = conventionsOf(options);
    const span = meanSpan(read, options);
    const values = classifier && (await readClassifier(classifier, read.classes, read.dimension));
    const distances = meanDistances(read);
    const nc1 = read.withinClassScatter && nc1OfScatter(span, read);
    return makeRecord({ statistics: read, conventions, distances, span, classifier: values, nc1 }, options);
  });
}
