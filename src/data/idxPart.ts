import { type ImagesInMemory, imageDataset } from './dataset/imageDataset.js';
import type { Normalisation } from './dataset/types.js';
import { idxLength, imagesOf, labelsOf } from './formats/idx.js';
import { transpose } from './formats/transpose.js';
import type { OpenSource } from './sources/openFiles.js';

/** Constants of a set that comes in IDX files. */
export interface IdxSet {
  classNames: readonly string[];
  normalisation: Normalisation;
  /** The label of the first class in the files. The default is 0. */
  firstLabel?: number;
  /** Whether rows and columns are exchanged in the files, and are to be put right. */
  transposed?: boolean;
}

/** The names of an IDX file: the official one, and one with a dot that other programs give it. */
const spellings = (part: string, kind: string): string[] => [
  `${part}-${kind}-ubyte`,
  `${part}-${kind.replace('-', '.')}-ubyte`,
];

/** Reads the two parts of a set, whose images have the same size. */
export async function idxParts(
  files: OpenSource,
  names: { readonly train: string; readonly test: string },
  set: IdxSet,
): Promise<{ train: ImagesInMemory; test: ImagesInMemory }> {
  const train = await idxPart(files, names.train, set);
  return { train, test: await idxPart(files, names.test, set, train.shape) };
}

/** Reads a part of a set from its two IDX files, and checks that images and labels belong together. */
async function idxPart(
  files: OpenSource,
  part: string,
  set: IdxSet,
  ofTrain?: ImagesInMemory['shape'],
): Promise<ImagesInMemory> {
  const { classNames, normalisation, firstLabel = 0, transposed } = set;
  const inImages = await files.file(spellings(part, 'images-idx3'), idxLength);
  const { images, shape: stored } = imagesOf(inImages);
  const [height, width] = stored;
  const shape: [number, number, number] = transposed ? [width, height, 1] : stored;
  if (ofTrain && String(shape) !== String(ofTrain)) {
    const expected = `images of [${ofTrain}], like those of the training set`;
    inImages.refuseFile(expected, `[${shape}]`, 'One of the two is damaged or of another set.');
  }
  const file = await files.file(spellings(part, 'labels-idx1'), idxLength);
  const inFile = labelsOf(file);
  const count = images.length / (shape[0] * shape[1]);
  if (count !== inFile.length) {
    file.refuseFile(
      `${count} labels, one for each image`,
      `${inFile.length}`,
      'The two files belong to different sets.',
    );
  }
  const classes = classNames.length;
  const worst = inFile.findIndex((label) => label < firstLabel || label >= firstLabel + classes);
  if (worst >= 0) {
    const got = `${inFile[worst]} at index ${worst}`;
    const expected = `labels from ${firstLabel} to ${firstLabel + classes - 1}`;
    file.refuseFile(expected, got, 'It is damaged or of another set.');
  }
  const labels = firstLabel === 0 ? inFile : inFile.map((label) => label - firstLabel);
  return imageDataset({
    images: transposed ? transpose(images, height, width) : images,
    labels,
    shape,
    classes,
    classNames,
    normalisation,
  });
}
