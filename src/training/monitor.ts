import { balancedIndices } from '../data/dataset/balancedIndices.js';
import { readDataset } from '../data/dataset/readDataset.js';
import type { ImageDataset } from '../data/dataset/types.js';
import { refuse } from '../input/checks.js';
import { integer, readOptions, seed as seedOption } from '../input/options.js';
import { publicCall } from '../input/publicCall.js';
import { type Measurement, measure } from './measurement.js';
import { type MonitoredModel, readMonitoredModel } from './monitoredModel.js';

/** Options of {@link monitor}. */
export interface MonitorOptions {
  /** Number of batches that are measured. The default is 4. */
  batches?: number;
  /** Number of examples in a batch. The default is 64. */
  batchSize?: number;
  /** Seed of the choice of examples and of the probes. The default is 0. */
  seed?: number;
}

const MONITOR_OPTIONS = { batches: integer(1), batchSize: integer(1), seed: seedOption };

/**
 * Prepares a measurement to be repeated while a network trains: loss, accuracy, geometric complexity and collapse on
 * training examples that stay the same, so that a change is one of the network.
 *
 * @remarks The seed chooses the examples, as many of every class as can be. Class statistics are merged over the
 * batches and not averaged, since the mean of a ratio over small batches is biased.
 *
 * @param model The network, cut at its embedding by `splitAtEmbedding` of geocollapse/models.
 * @param data The training set, of which `batches` times `batchSize` examples are measured.
 * @returns A function that measures the network in the state in which it is when the function is called.
 * @throws InputError when there are fewer examples than classes. The function that is returned throws what the measures
 * throw.
 * @example
 * const measure = monitor(splitAtEmbedding(model), mnist.train, { batches: 1 });
 * Object.keys(await measure()); // ['loss', 'accuracy', 'gc', 'gcStandardError', 'geometricCollapse', 'cdnv', 'nc1']
 */
export function monitor(
  model: MonitoredModel,
  data: ImageDataset,
  options: MonitorOptions = {},
): () => Promise<Measurement> {
  const body = () => {
    const { batches = 4, batchSize = 64, seed = 0 } = readOptions(options, MONITOR_OPTIONS);
    const network = readMonitoredModel(model);
    const set = readDataset(data);
    const count = batches * batchSize;
    if (count < set.classes) {
      const expected = `enough for an example of each of ${set.classes} classes`;
      refuse('batches', expected, `${count} examples`, 'Raise batchSize.');
    }
    if (count > set.size) {
      const expected = `no more than the ${set.size} examples that there are`;
      refuse('batches', expected, `${count}`, 'Lower batchSize.');
    }
    const indices = balancedIndices(set, { count, seed });
    const names = { f: 'embedding', 'f(x)': 'embedding(x)', statistics: 'embedding' };
    return () => publicCall('monitor', () => measure(network, { set, indices, batchSize, seed }), names);
  };
  return publicCall('monitor', body, { count: 'batches' });
}
