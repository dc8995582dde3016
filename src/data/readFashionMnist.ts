import { publicCall } from '../input/publicCall.js';
import type { ImagesInMemory } from './dataset/imageDataset.js';
import { idxParts } from './idxPart.js';
import type { FileSource } from './sources/fileSource.js';
import { openFiles } from './sources/openFiles.js';

const REMEDY = 'Pass the folder with the four IDX files of Fashion-MNIST.';
const SET = {
  classNames: [
    'T-shirt/top',
    'Trouser',
    'Pullover',
    'Dress',
    'Coat',
    'Sandal',
    'Shirt',
    'Sneaker',
    'Bag',
    'Ankle boot',
  ],
  normalisation: { mean: [0.286], std: [0.353] },
};

/**
 * Reads Fashion-MNIST, ten kinds of clothes, for training and measures. Its files have the names and the form of
 * MNIST's, and nothing in them tells the two apart: {@link readMnist} lists the names.
 *
 * @param source The path of their folder, or the files themselves: see {@link FileSource}.
 * @returns The training set of 60,000 images [28, 28, 1] and the test set of 10,000, with the names of the classes and
 *   the mean and standard deviation of Fashion-MNIST.
 * @throws InputError when a file is missing, cannot be read, is of another kind (it says which), damaged or cut short,
 *   when images and labels do not match in number, or for a label above 9.
 * @example
 * const { train } = await readFashionMnist('data/fashion-mnist');
 * train.shape; // [28, 28, 1]
 * @see Xiao, Rasul and Vollgraf, "Fashion-MNIST", 2017
 */
export async function readFashionMnist(source: FileSource): Promise<{ train: ImagesInMemory; test: ImagesInMemory }> {
  return publicCall('readFashionMnist', async () => {
    const files = await openFiles(source, { remedy: REMEDY });
    return idxParts(files, { train: 'train', test: 't10k' }, SET);
  });
}
