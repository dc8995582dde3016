import { readOptions, strings } from '../../input/options.js';
import { publicCall } from '../../input/publicCall.js';
import { classFolders } from './classFolders.js';
import { DECODING, type DecodingOptions, withDefaults } from './imageOptions.js';
import type { ImageFiles } from './imageSource.js';
import { openImageSource } from './openImageSource.js';
import { type StreamedImages, streamedImages } from './streamedImages.js';

/** Options of {@link readImageFolder}. */
export interface ReadImageFolderOptions extends DecodingOptions {
  /**
   * The names of the classes in the order of their numbers, such as those of the training set, so that a test set with
   * fewer classes is numbered in the same way.
   */
  classNames?: readonly string[];
}

/**
 * Reads images that are sorted into a folder per class, as ImageNet and most sets of photographs are, without more in
 * memory than the batch that is asked for. The names of the folders give the labels at once; an image is decoded when
 * it is read.
 *
 * Classes are numbered in the order of their sorted names. JPEG and PNG files in a folder or below it belong to its
 * class, hidden files and files of other kinds to none. Grey images become RGB, transparent pixels are laid on white,
 * an EXIF orientation is followed, and profiles of colours are not. Node needs the package sharp.
 *
 * @param source The path of the folder that holds a folder per class. In a page: the files of an
 *   `<input type="file" webkitdirectory>`, or `{ path, blob }` objects with paths such as `cats/1.jpg`.
 * @param options How images become pixels. The default is the square in the middle, 224 pixels wide.
 * @returns The data set, with images [size, size, 3].
 * @throws InputError for a source without classes, with one class or with an empty one, for pictures in other formats,
 *   and, when they are read, for images that do not decode, each with its path.
 * @example
 * const flowers = await readImageFolder('data/flowers', { size: 84 });
 * flowers.classNames; // ['daisy', 'rose']
 * flowers.shape; // [84, 84, 3]
 */
export async function readImageFolder(
  source: ImageFiles,
  options: ReadImageFolderOptions = {},
): Promise<StreamedImages> {
  return publicCall('readImageFolder', async () => {
    const { classNames: known, ...given } = readOptions(options, { ...DECODING, classNames: strings });
    const decoding = withDefaults(given, { size: 224, fit: 'crop' });
    const files = await openImageSource(source);
    const { classNames, files: byClass } = classFolders(files, await files.list(''), known);
    const names = byClass.flat();
    const labels = Int32Array.from(byClass.flatMap((each, label) => each.map(() => label)));
    const pathOf = (index: number) => `${classNames[labels[index]]}/${names[index]}`;
    return streamedImages(files, { labels, classNames, pathOf }, decoding);
  });
}
