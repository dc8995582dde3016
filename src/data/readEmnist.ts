import { boolean, needed, oneOf, readOptions } from '../input/options.js';
import { publicCall } from '../input/publicCall.js';
import type { ImagesInMemory } from './dataset/imageDataset.js';
import { readNormalisation } from './dataset/readDataset.js';
import type { Normalisation } from './dataset/types.js';
import { idxParts } from './idxPart.js';
import { DIGITS, MNIST_NORMALISATION } from './readMnist.js';
import type { FileSource } from './sources/fileSource.js';
import { openFiles } from './sources/openFiles.js';

const CAPITALS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
/** Small letters that do not look like their capitals. The others are merged with them. */
const UNLIKE = [...'abdefghnqrt'];
const MERGED = [...DIGITS, ...CAPITALS, ...UNLIKE];

/** One of the six splits of EMNIST, by the word in the names of its files. */
export type EmnistSplit = 'byclass' | 'bymerge' | 'balanced' | 'letters' | 'digits' | 'mnist';

/** The names of the classes of each split. */
const CLASS_NAMES: Record<EmnistSplit, readonly string[]> = {
  byclass: [...DIGITS, ...CAPITALS, ...CAPITALS.map((letter) => letter.toLowerCase())],
  bymerge: MERGED,
  balanced: MERGED,
  letters: CAPITALS,
  digits: DIGITS,
  mnist: DIGITS,
};

/** Options of {@link readEmnist}. */
export interface ReadEmnistOptions {
  /**
   * The split: `'byclass'` (62 classes) tells digits, capitals and small letters apart. `'bymerge'` and `'balanced'`
   * (47) merge the small letters that look like their capitals, and `'letters'` (26) merges all of them. `'digits'` and
   * `'mnist'` have 10.
   */
  split: EmnistSplit;
  /** Whether rows and columns, which the files have exchanged, are put right. The default is true. */
  upright?: boolean;
  /** Mean and standard deviation of pixels in [0, 1]. The default is MNIST's, whose conversion EMNIST follows. */
  normalisation?: Normalisation;
}

/**
 * Reads a split of EMNIST, handwritten digits and letters in the form of MNIST, for training and measures.
 *
 * The files are `emnist-<split>-train-images-idx3-ubyte`, `emnist-<split>-train-labels-idx1-ubyte`, and the same with
 * `test`, each gzipped or not, and also with a dot in place of the hyphen before `idx`. Images lie in them with rows
 * and columns exchanged, and are turned upright. The labels of `letters` are 1 to 26 in them, and become 0 to 25.
 *
 * @param source The path of their folder, or the files themselves: see {@link FileSource}.
 * @param options The split must be given.
 * @returns The training set and the test set, images [28, 28, 1], with the names of the classes. A merged class has the
 *   name of its capital.
 * @throws InputError when a file is missing, cannot be read, is of another kind (it says which), damaged or cut short,
 *   when images and labels do not match in number, or for a label beyond the classes of the split.
 * @example
 * const { train } = await readEmnist('data/emnist', { split: 'letters' });
 * train.classes; // 26
 * @see Cohen, Afshar, Tapson and van Schaik, "EMNIST: an extension of MNIST to handwritten letters", 2017
 */
export async function readEmnist(
  source: FileSource,
  options: ReadEmnistOptions,
): Promise<{ train: ImagesInMemory; test: ImagesInMemory }> {
  return publicCall('readEmnist', async () => {
    const {
      split,
      upright = true,
      normalisation = MNIST_NORMALISATION,
    } = readOptions(options, {
      split: needed(oneOf('byclass', 'bymerge', 'balanced', 'letters', 'digits', 'mnist')),
      upright: boolean,
      normalisation: (argument, value) => readNormalisation(value, 1, argument),
    });
    const names = `emnist-${split}-train-images-idx3-ubyte and so on`;
    const remedy = `Pass the folder with the four IDX files of the split (${names}), unpacked from gzip.zip.`;
    const files = await openFiles(source, { folder: 'gzip', remedy });
    const set = {
      classNames: CLASS_NAMES[split],
      normalisation,
      firstLabel: split === 'letters' ? 1 : 0,
      transposed: upright,
    };
    return idxParts(files, { train: `emnist-${split}-train`, test: `emnist-${split}-test` }, set);
  });
}
