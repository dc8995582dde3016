import { InputError, refuse } from '../../input/checks.js';
import { readOptions, string, stringsByName } from '../../input/options.js';
import { publicCall } from '../../input/publicCall.js';
import { DECODING, type DecodingOptions, withDefaults } from './imageOptions.js';
import type { ImageFiles, ImageSource } from './imageSource.js';
import { labelledFiles } from './labelledFiles.js';
import { checkApart, type ImageList, listedImages } from './listedImages.js';
import { openImageSource } from './openImageSource.js';
import { type StreamedImages, streamedImages } from './streamedImages.js';

/** Options of {@link readMiniImageNet}. */
export interface ReadMiniImageNetOptions<Split extends string = string> extends DecodingOptions {
  /**
   * The list of each split: paths of CSV files with the columns `filename` and `label`, below the source or absolute.
   * The default is `{ train: 'train.csv', validation: 'val.csv', test: 'test.csv' }`.
   */
  csv?: Record<Split, string>;
  /** The folder of the images, below the source or absolute. The default is `'images'`. */
  images?: string;
}

const LISTS = { train: 'train.csv', validation: 'val.csv', test: 'test.csv' };

/**
 * Reads mini-ImageNet, or any set of images that CSV lists divide into splits, without more in memory than the batch
 * that is asked for.
 *
 * A split has the classes of its list, numbered in the order of their sorted names (WordNet ids such as `n01532829`).
 * No image may be listed twice. Images become pixels as {@link readImageFolder} has it, but 84 pixels wide and
 * squashed, as the set is most often made.
 *
 * @param source The path of the folder that holds the lists and a folder `images`; in a page, its files.
 * @param options Where the lists and the images are, and how images become pixels.
 * @returns A data set for each list, with images [size, size, 3].
 * @throws InputError for a list that is missing or malformed, with the line; for an image that is listed and missing;
 *   for splits that share some of their classes; and, when they are read, for images that do not decode.
 * @example
 * const { train, test } = await readMiniImageNet('data/mini-imagenet');
 * train.classNames; // ['n01532829', 'n01558993']
 * train.shape; // [84, 84, 3]
 * @see Ravi and Larochelle, "Optimization as a model for few-shot learning", ICLR 2017, for the lists
 */
export async function readMiniImageNet<Split extends string = keyof typeof LISTS>(
  source: ImageFiles,
  options: ReadMiniImageNetOptions<Split> = {},
): Promise<Record<Split, StreamedImages>> {
  return publicCall('readMiniImageNet', async () => {
    const {
      csv = LISTS,
      images = 'images',
      ...given
    } = readOptions(options, { ...DECODING, csv: stringsByName, images: string });
    const decoding = withDefaults(given, { size: 84, fit: 'squash' });
    const files = await openImageSource(source);
    const folder = images.replace(/\/+$/, '');
    const lists: [Split, ImageList][] = [];
    for (const [split, path] of Object.entries(csv)) lists.push([split as Split, await imageList(files, path)]);
    if (lists.length === 0) refuse('csv', 'an object of one list at least', 'none', "Pass, say, { test: 'test.csv' }.");
    checkApart(lists.map(([, list]) => list));
    const there = new Set((await files.list(folder)).files);
    const sets: [Split, StreamedImages][] = [];
    for (const [split, list] of lists) {
      const listed = listedImages(list, { folder, there, strict: decoding.onBadImage === 'error' });
      sets.push([split, await streamedImages(files, listed, decoding)]);
    }
    return Object.fromEntries(sets) as Record<Split, StreamedImages>;
  });
}

/** Reads a list. What is wrong with the file is said of the argument that names it. */
async function imageList(source: ImageSource, path: string): Promise<ImageList> {
  try {
    return { path, rows: labelledFiles(await source.bytes(path), path) };
  } catch (error) {
    if (error instanceof InputError && error.argument === 'data') {
      const { expected, got } = error;
      throw new InputError('csv', expected, got, 'Put the list there, or pass its path as csv.');
    }
    throw error;
  }
}
