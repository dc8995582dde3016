import { publicCall } from '../input/publicCall.js';
import { type ImagesInMemory, imageDataset } from './dataset/imageDataset.js';
import { CIFAR_10, cifarRecords, longestOf } from './formats/cifarRecords.js';
import type { FileSource } from './sources/fileSource.js';
import { openFiles } from './sources/openFiles.js';

const FOLDER = 'cifar-10-batches-bin';
const REMEDY = `Pass its folder ${FOLDER}, or ${CIFAR_10.fetch}.`;
const CLASS_NAMES = 'airplane automobile bird cat deer dog frog horse ship truck'.split(' ');
/** Mean and standard deviation of each channel of the training set. */
const NORMALISATION = { mean: [0.4914, 0.4822, 0.4465], std: [0.247, 0.2435, 0.2616] };

/**
 * Reads CIFAR-10 in its binary version, for training and measures. The files are `data_batch_1.bin` to
 * `data_batch_5.bin` and `test_batch.bin`, each gzipped or not, or the official archive `cifar-10-binary.tar.gz` as it
 * is.
 *
 * @param source The path of the folder or of the archive, or the files themselves: see {@link FileSource}.
 * @returns The training set of 50,000 images [32, 32, 3] and the test set of 10,000, with ten classes.
 * @throws InputError when a file is missing, cannot be read, is of another kind (it says which), damaged or cut short,
 *   or for a label above 9.
 * @example
 * const { train, test } = await readCifar10('data/cifar-10-batches-bin');
 * train.shape; // [32, 32, 3]
 * test.classes; // 10
 * @see Krizhevsky, "Learning multiple layers of features from tiny images", 2009
 */
export async function readCifar10(source: FileSource): Promise<{ train: ImagesInMemory; test: ImagesInMemory }> {
  return publicCall('readCifar10', async () => {
    const files = await openFiles(source, { folder: FOLDER, archive: 'cifar-10-binary', remedy: REMEDY });
    const read = async (...names: string[]): Promise<ImagesInMemory> => {
      const batches = [];
      for (const name of names) batches.push(await files.file([name], () => longestOf(CIFAR_10)));
      const { images, labels } = cifarRecords(batches, CIFAR_10);
      const constants = { classes: 10, classNames: CLASS_NAMES, normalisation: NORMALISATION };
      return imageDataset({ images, labels: labels[0], shape: [32, 32, 3], ...constants });
    };
    return {
      train: await read(...[1, 2, 3, 4, 5].map((i) => `data_batch_${i}.bin`)),
      test: await read('test_batch.bin'),
    };
  });
}
