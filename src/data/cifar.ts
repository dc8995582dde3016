import type { Bytes } from '../input/asBytes.js';
import { publicCall } from '../input/publicCall.js';
import { whatIs } from '../input/whatIs.js';
import { type ImagesInMemory, imageDataset } from './dataset/imageDataset.js';
import { readFile } from './readFile.js';
import { givenBytes, type SourceFile } from './sourceFile.js';

const PIXELS = 32 * 32;
/** The bytes of a record: a label, and then the red, the green and the blue plane. */
const RECORD = 1 + 3 * PIXELS;
/** Mean and standard deviation of each channel of the training set. */
const NORMALISATION = { mean: [0.4914, 0.4822, 0.4465], std: [0.247, 0.2435, 0.2616] };
/** The largest number of records in a file. A batch has 10,000, and more than the whole set is no batch. */
const MOST = 60000;
const BINARY = 'fetch the binary version of CIFAR-10 (cifar-10-binary.tar.gz)';
const REMEDY = `Pass its folder cifar-10-batches-bin, or ${BINARY}.`;

/**
 * Reads images and labels from the bytes of a CIFAR-10 batch in its binary version, wherever they come from: for a
 * browser, which has no folders. {@link readCifar10} reads the whole set from a folder.
 *
 * A record has 3,073 bytes: a label, then 1,024 red, 1,024 green and 1,024 blue pixels. The planes are interleaved.
 *
 * @param bytes The file, not compressed, in a buffer or any view of one.
 * @param source The name of the file, for errors.
 * @returns Images [n, 32, 32, 3] of pixels from 0 to 255, row-major, and n labels from 0 to 9.
 * @throws InputError for another kind of file (it says which), a length that is not a whole number of records, or a
 *   label above 9.
 * @example
 * const { images, labels } = parseCifar10(await readFile('data/cifar-10-batches-bin/test_batch.bin'));
 * images.length / labels.length; // 3072: 32 x 32 x 3 bytes an image
 * @see Krizhevsky, "Learning multiple layers of features from tiny images", 2009
 */
export function parseCifar10(bytes: Bytes, source?: string): { images: Uint8Array; labels: Uint8Array } {
  return publicCall('parseCifar10', () => recordsOf(givenBytes(bytes, source)));
}

/**
 * Reads CIFAR-10 from the folder of its binary version, for training and measures in Node. The files are
 * `data_batch_1.bin` to `data_batch_5.bin` and `test_batch.bin`, each as it is or with `.gz`.
 *
 * @param directory The path of the folder.
 * @returns The training set of 50,000 images and the test set of 10,000.
 * @throws InputError when a file is missing, cannot be read, is of another kind (it says which), damaged or cut short.
 * @example
 * const { train, test } = await readCifar10('data/cifar-10-batches-bin');
 * train.shape; // [32, 32, 3]
 * test.classes; // 10
 * @see Krizhevsky, "Learning multiple layers of features from tiny images", 2009
 */
export async function readCifar10(directory: string): Promise<{ train: ImagesInMemory; test: ImagesInMemory }> {
  return publicCall('readCifar10', async () => {
    const join = async (names: string[]): Promise<ImagesInMemory> => {
      const batches: { images: Uint8Array; labels: Uint8Array }[] = [];
      for (const name of names) {
        batches.push(
          recordsOf(await readFile(directory, { names: [name], length: () => MOST * RECORD, remedy: REMEDY })),
        );
      }
      const images = concatenate(batches.map(({ images }) => images));
      const labels = concatenate(batches.map(({ labels }) => labels));
      return imageDataset({ images, labels, shape: [32, 32, 3], classes: 10, normalisation: NORMALISATION });
    };
    return {
      train: await join([1, 2, 3, 4, 5].map((i) => `data_batch_${i}.bin`)),
      test: await join(['test_batch.bin']),
    };
  });
}

function recordsOf({ bytes, refuseFile }: SourceFile): { images: Uint8Array; labels: Uint8Array } {
  const n = bytes.length / RECORD;
  if (n === 0 || !Number.isInteger(n)) {
    const { what, remedy } = whatInstead(bytes) ?? {
      what: `${bytes.length} bytes`,
      remedy: `It is damaged or cut short: ${BINARY}.`,
    };
    refuseFile(`a whole number of CIFAR-10 records of ${RECORD} bytes`, what, remedy);
  }
  const images = new Uint8Array(n * 3 * PIXELS); // [n, 32, 32, 3]
  const labels = new Uint8Array(n);
  for (let i = 0; i < n; i++) {
    labels[i] = bytes[i * RECORD];
    if (labels[i] > 9) {
      const { what, remedy } = (i === 0 && whatInstead(bytes)) || {
        what: `${labels[i]} in record ${i}`,
        remedy: `It is damaged or of another set: ${BINARY}.`,
      };
      refuseFile('CIFAR-10 records with labels from 0 to 9', what, remedy);
    }
    const planes = bytes.subarray(i * RECORD + 1, (i + 1) * RECORD);
    const image = images.subarray(i * 3 * PIXELS, (i + 1) * 3 * PIXELS);
    for (let at = 0; at < PIXELS; at++) {
      for (let channel = 0; channel < 3; channel++) image[3 * at + channel] = planes[channel * PIXELS + at];
    }
  }
  return { images, labels };
}

/** What a file is that is no CIFAR-10, as far as its bytes tell. */
function whatInstead(bytes: Uint8Array): { what: string; remedy: string } | undefined {
  const foreign = whatIs(bytes);
  if (foreign?.kind === 'pickle')
    return { what: `${foreign.what}, as of the Python version`, remedy: `Instead, ${BINARY}.` };
  if (foreign?.kind === 'mat') return { what: foreign.what, remedy: `Instead, ${BINARY}.` };
  if (foreign) return foreign;
  const longer = RECORD + 1; // a coarse and a fine label
  if (bytes.length % longer !== 0) return undefined;
  for (let at = 0; at < bytes.length; at += longer) if (bytes[at] > 19 || bytes[at + 1] > 99) return undefined;
  return { what: `records of ${longer}, as of CIFAR-100`, remedy: `Instead, ${BINARY}.` };
}

function concatenate(arrays: Uint8Array[]): Uint8Array {
  const all = new Uint8Array(arrays.reduce((length, array) => length + array.length, 0));
  let start = 0;
  for (const array of arrays) {
    all.set(array, start);
    start += array.length;
  }
  return all;
}
