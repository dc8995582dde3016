import { readOptions } from '../input/options.js';
import { publicCall } from '../input/publicCall.js';
import { readStatistics } from '../statistics/readStatistics.js';
import { requireEveryClass } from '../statistics/value/requirements.js';
import type { ClassStatistics } from '../statistics/value/types.js';
import { assemble } from './assembly.js';
import { readClassifier } from './classifier.js';
import { MEASURE_OPTIONS, type MeasureOptions } from './options.js';
import type { Known, NeuralCollapseOf } from './record.js';

/**
 * Measures collapse where the features are gone, or lie on other machines: all that class statistics determine. The
 * directional CDNV, NC4 and the accuracies need the features and are absent; NC1 and the feature rank need statistics
 * that keep the within-class scatter.
 *
 * @param statistics Statistics of at least two classes, each with an example.
 * @returns One record, {@link NeuralCollapse}.
 * @throws InputError where {@link neuralCollapse} throws one, and for what are no class statistics.
 * @example
 * const s = await classStatistics(tf.tensor2d([[-1.5], [-0.5], [0.5], [1.5]]), [0, 0, 1, 1], { scatter: true });
 * (await neuralCollapseFromStatistics(s)).nc1; // 0.125
 */
export async function neuralCollapseFromStatistics<O extends MeasureOptions = MeasureOptions>(
  statistics: ClassStatistics,
  options?: Known<O, MeasureOptions>,
): Promise<NeuralCollapseOf<O>> {
  return publicCall('neuralCollapseFromStatistics', async () => {
    const read = readStatistics(statistics);
    const { classifier, ...asked } = readOptions(options, MEASURE_OPTIONS);
    requireEveryClass(read);
    const values = classifier && (await readClassifier(classifier, read.classes, read.dimension));
    return assemble(read, values, asked) as Promise<NeuralCollapseOf<O>>;
  });
}
