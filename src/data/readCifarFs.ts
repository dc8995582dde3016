import { publicCall } from '../input/publicCall.js';
import { cifar100Part, openCifar100 } from './cifar100Part.js';
import { CIFAR_FS_CLASSES } from './cifarFsClasses.js';
import { concat } from './dataset/concat.js';
import { ofClasses } from './dataset/ofClasses.js';
import type { ImageDataset } from './dataset/types.js';
import type { FileSource } from './sources/fileSource.js';

/**
 * Reads CIFAR-FS, which divides the classes of CIFAR-100 for few-shot learning: a network is trained on 64 of them,
 * settings are chosen on 16, and it is measured on 20 that it has never seen.
 *
 * The files are those of CIFAR-100: see {@link readCifar100}. All images of a class belong to it, of the training and
 * the test set of CIFAR-100 together, as in the original: 600 a class. Those of the training set come first.
 *
 * @param source The path of the folder or of the archive, or the files themselves: see {@link FileSource}.
 * @returns The classes for training, validation and test, views of the same images. Classes are numbered in the order
 *   of the published lists, and have their names.
 * @throws InputError when a file is missing, cannot be read, is of another kind (it says which), damaged or cut short,
 *   for a label beyond its classes, or a class without images.
 * @example
 * const { train, validation, test } = await readCifarFs('data/cifar-100-binary');
 * [train.classes, validation.classes, test.classes]; // [64, 16, 20]
 * test.classNames?.[0]; // 'baby'
 * @see Bertinetto, Henriques, Torr and Vedaldi, "Meta-learning with differentiable closed-form solvers", 2019
 */
export async function readCifarFs(
  source: FileSource,
): Promise<{ train: ImageDataset; validation: ImageDataset; test: ImageDataset }> {
  return publicCall('readCifarFs', async () => {
    const files = await openCifar100(source);
    const whole = concat(await cifar100Part(files, 'train', 'fine'), await cifar100Part(files, 'test', 'fine'));
    return {
      train: ofClasses(whole, CIFAR_FS_CLASSES.train),
      validation: ofClasses(whole, CIFAR_FS_CLASSES.validation),
      test: ofClasses(whole, CIFAR_FS_CLASSES.test),
    };
  });
}
