import { oneOf, readOptions } from '../input/options.js';
import { publicCall } from '../input/publicCall.js';
import { type Cifar100Labels, cifar100Part, openCifar100 } from './cifar100Part.js';
import type { ImagesInMemory } from './dataset/imageDataset.js';
import type { FileSource } from './sources/fileSource.js';

/** Options of {@link readCifar100}. */
export interface ReadCifar100Options {
  /** The labels: 100 `'fine'` classes, which is the default, or the 20 `'coarse'` ones that hold five of them each. */
  labels?: Cifar100Labels;
}

/**
 * Reads CIFAR-100 in its binary version, for training and measures. The files are `train.bin` and `test.bin`, each
 * gzipped or not, or the official archive `cifar-100-binary.tar.gz` as it is. {@link readCifarFs} divides its classes
 * for few-shot learning.
 *
 * The coarse label of every record must be that of its fine label, and where the lists `fine_label_names.txt` and
 * `coarse_label_names.txt` lie beside the files, they must be the known ones.
 *
 * @param source The path of the folder or of the archive, or the files themselves: see {@link FileSource}.
 * @returns The training set of 50,000 images [32, 32, 3] and the test set of 10,000, with the names of the classes.
 * @throws InputError when a file is missing, cannot be read, is of another kind (it says which), damaged or cut short,
 *   or for a label beyond its classes, or a fine label that does not belong to the coarse one.
 * @example
 * const { train, test } = await readCifar100('data/cifar-100-binary', { labels: 'coarse' });
 * train.classes; // 20
 * @see Krizhevsky, "Learning multiple layers of features from tiny images", 2009
 */
export async function readCifar100(
  source: FileSource,
  options: ReadCifar100Options = {},
): Promise<{ train: ImagesInMemory; test: ImagesInMemory }> {
  return publicCall('readCifar100', async () => {
    const { labels = 'fine' } = readOptions(options, { labels: oneOf('fine', 'coarse') });
    const files = await openCifar100(source);
    return { train: await cifar100Part(files, 'train', labels), test: await cifar100Part(files, 'test', labels) };
  });
}
