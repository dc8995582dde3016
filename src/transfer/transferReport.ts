import { readDataset } from '../data/dataset/readDataset.js';
import type { ImageDataset } from '../data/dataset/types.js';
import { describe, refuse } from '../input/checks.js';
import { publicCall } from '../input/publicCall.js';
import { collapsePerEpisode } from './collapsePerEpisode.js';
import { type Draws, prepareDraws } from './drawEpisodes.js';
import { fewShotOfHeads } from './fewShotOfHeads.js';
import { aliasesOf, meanOf, measurePart, type PartOptions } from './measurePart.js';
import { sharedClassesOf } from './sharedClasses.js';
import { chooseExamples, complexityOfSource, enoughExamples } from './sourceExamples.js';
import { readNetwork, type TransferNetwork } from './transferNetwork.js';
import type { TransferReport } from './transferRecord.js';
import {
  type ChosenTransferOptions,
  readTransferOptions,
  type TransferReportOptions,
} from './transferReportOptions.js';

/**
 * Tells what a network that was trained on some classes promises for others: the geometric complexity and the collapse
 * of its embedding on the classes of the source, and collapse and few-shot accuracy on those of the target.
 *
 * The claim that a lower complexity and a stronger collapse on the source go with better transfer is contested, and
 * measures of collapse disagree. Therefore all of them are there, on training, test and target classes.
 *
 * @remarks Each set goes through the embedding once, a batch at a time, and its features come to the host: 4 n d bytes
 * for n examples of d values, and as many again on the backend while their collapse is measured. The training examples
 * go through a second time, for their complexity. All statistics are those of the public functions
 * {@link geometricComplexityOfBatches}, {@link neuralCollapse} and {@link fewShotAccuracy}, with the same options.
 *
 * @param network The network, cut at its embedding by `splitAtEmbedding` of geocollapse/models.
 * @param source The training set of the network, of which `sourceExamples` examples are measured.
 * @param target Examples of other classes, all of which are measured. Every class needs as many examples as the largest
 *   number of shots and the queries together.
 * @returns The report, plain data that survives `JSON.stringify`.
 * @throws InputError for data sets and options that do not fit together, for classes of the same name in source and
 *   target, and for features that cannot be measured.
 * @example
 * const source = ofClasses(mnist.train, [0, 1, 2, 3, 4]);
 * const target = ofClasses(mnist.test, [5, 6, 7, 8, 9]);
 * const options = { sourceExamples: 40, shots: [1, 5], episodes: 20 };
 * const report = await transferReport({ embedding }, source, target, options);
 * report.source.complexity.count; // 40
 * report.target.fewShot.length; // 4: two heads, one and five shots
 * @see Munn, Dherin and Gonzalvo, "The Impact of Geometric Complexity on Neural Collapse in Transfer Learning", 2024;
 *   Galanti, Gyorgy and Hutter, "On the role of neural collapse in transfer learning", 2022
 */
export async function transferReport(
  network: TransferNetwork,
  source: ImageDataset,
  target: ImageDataset,
  options: TransferReportOptions = {},
): Promise<TransferReport> {
  return publicCall('transferReport', async () => {
    const chosen = readTransferOptions(options);
    const { sourceTest, sharedClasses: onShared, signal, onProgress, ...used } = chosen;
    const { embedding, classifier } = readNetwork(network);
    const sets = readSets({ source, target, sourceTest });
    const sharedClasses = sharedClassesOf(sets.source, sets.target, onShared);
    const { ways } = drawsOf(sets.target, chosen); // refused before any work is done for it
    const { sourceExamples = enoughExamples(sets.source), seed } = chosen;
    const measure = (set: ImageDataset, argument: string, others: Partial<PartOptions> = {}) =>
      measurePart({ embedding }, set, { ...chosen, argument, ...others });

    const examples = chooseExamples(sets.source, sourceExamples, seed);
    const complexity = await complexityOfSource({ embedding }, examples, chosen);
    const trained = await measure(examples, 'source', {
      measures: { classifier, complexities: complexity.perClass },
    });
    const tested = sets.sourceTest && (await measure(sets.sourceTest, 'sourceTest', { measures: { classifier } }));
    const { part, rows } = await measure(sets.target, 'target', { certificates: chosen.shots });
    const draws = drawsOf({ labels: rows.labels, classes: sets.target.classes }, chosen); // of those that were read
    const perEpisode = await collapsePerEpisode(rows, draws, chosen);
    const centre = chosen.centre === 'source' ? await meanOf(trained.rows) : undefined;
    const accuracies = await fewShotOfHeads(rows, chosen, centre);
    return {
      source: { ...trained.part, complexity },
      ...(tested && { sourceTest: tested.part }),
      target: { ...part, perEpisode, ...accuracies },
      sharedClasses,
      options: { ...used, ways, sourceExamples },
    };
  });
}

/** What episodes are drawn from. The number of shots is the largest: others take the first of these. */
function drawsOf(
  { labels, classes }: Pick<ImageDataset, 'labels' | 'classes'>,
  { shots, ways, queries, episodes, seed }: ChosenTransferOptions,
): Draws {
  const asked = { ways, queries, episodes, seed, shots: Math.max(...shots) };
  const draw = () => prepareDraws(Int32Array.from(labels), classes, asked);
  return publicCall('transferReport', draw, aliasesOf('target'));
}

/** Reads the data sets. Those of the source have the same classes. */
function readSets({ source, target, sourceTest }: Record<'source' | 'target' | 'sourceTest', unknown>) {
  const sets = {
    source: readDataset(source, 'source'),
    target: readDataset(target, 'target'),
    sourceTest: sourceTest === undefined ? undefined : readDataset(sourceTest, 'sourceTest'),
  };
  const { classes } = sets.source;
  if (classes < 2) refuse('source.classes', 'at least 2', String(classes), 'Collapse compares classes: take more.');
  if (sets.sourceTest && sets.sourceTest.classes !== classes) {
    const remedy = 'Take the same classes of both with ofClasses.';
    refuse('sourceTest.classes', `${classes} like those of the source`, String(sets.sourceTest.classes), remedy);
  }
  const [names, others] = [sets.source.classNames, sets.sourceTest?.classNames];
  const other = names && others ? names.findIndex((name, c) => name !== others[c]) : -1;
  if (other >= 0) {
    const remedy = 'Number the classes of both in the same order with ofClasses.';
    refuse(`sourceTest.classNames[${other}]`, describe(names?.[other]), describe(others?.[other]), remedy);
  }
  return sets;
}
