import { InputError, refuse } from '../input/checks.js';
import { publicCall } from '../input/publicCall.js';
import type { ImageDataset } from './dataset.js';
import { readFile } from './readFile.js';

const PIXELS = 32 * 32;
/** A label, then the red, the green and the blue plane. */
const RECORD = 1 + 3 * PIXELS;
/** Channel statistics of the training set. */
const STATISTICS = { mean: [0.4914, 0.4822, 0.4465], std: [0.247, 0.2435, 0.2616] };
const REMEDY = 'Pass the folder cifar-10-batches-bin of the binary version of CIFAR-10.';

/**
 * Images and labels of a binary CIFAR-10 batch: records of 3,073 bytes, a label, then 1,024 red, 1,024 green and
 * 1,024 blue pixels. The planes are interleaved: images come as [n, 32, 32, 3].
 *
 * @param bytes the file, not compressed
 * @param source its name, for errors
 * @throws InputError when the length is not a whole number of records, or a label is above 9
 * @example
 * parseCifar10(bytes, 'data_batch_1.bin').labels.length; // 10000
 * @see Krizhevsky, "Learning multiple layers of features from tiny images", 2009
 */
export function parseCifar10(bytes: Uint8Array, source = 'bytes'): Pick<ImageDataset, 'images' | 'labels'> {
  return publicCall('parseCifar10', () => {
    const n = bytes.length / RECORD;
    if (n === 0 || !Number.isInteger(n)) {
      const remedy =
        'The file is damaged, cut short, still gzipped or of CIFAR-100 (records of 3074): fetch the binary version again.';
      refuse(source, `a whole number of records of ${RECORD} bytes long`, `${bytes.length} bytes`, remedy);
    }
    const images = new Uint8Array(n * 3 * PIXELS); // [n, 32, 32, 3]
    const labels = new Uint8Array(n);
    for (let i = 0; i < n; i++) {
      labels[i] = bytes[i * RECORD];
      if (labels[i] > 9) {
        const remedy = 'The file is damaged or of another set.';
        throw new InputError(source, 'hold labels from 0 to 9', `${labels[i]} in record ${i}`, remedy);
      }
      const planes = bytes.subarray(i * RECORD + 1, (i + 1) * RECORD);
      const image = images.subarray(i * 3 * PIXELS, (i + 1) * 3 * PIXELS);
      for (let at = 0; at < PIXELS; at++) {
        for (let channel = 0; channel < 3; channel++) image[3 * at + channel] = planes[channel * PIXELS + at];
      }
    }
    return { images, labels };
  });
}

/**
 * CIFAR-10 from the folder of its binary version (Node only): `data_batch_1.bin` to `data_batch_5.bin` and
 * `test_batch.bin`, each as it is or with `.gz`.
 *
 * @throws InputError when a file is missing, damaged or cut short
 * @example
 * const { train, test } = await readCifar10('data/cifar-10-batches-bin');
 * train.labels.length; // 50000
 * @see Krizhevsky, "Learning multiple layers of features from tiny images", 2009
 */
export async function readCifar10(directory: string): Promise<{ train: ImageDataset; test: ImageDataset }> {
  return publicCall('readCifar10', async () => {
    const join = async (names: string[]): Promise<ImageDataset> => {
      const parts: Pick<ImageDataset, 'images' | 'labels'>[] = [];
      for (const name of names) parts.push(parseCifar10(await readFile(directory, name, REMEDY), name));
      const images = concatenate(parts.map((part) => part.images));
      const labels = concatenate(parts.map((part) => part.labels));
      return { images, labels, shape: [32, 32, 3], classes: 10, ...STATISTICS };
    };
    return {
      train: await join([1, 2, 3, 4, 5].map((i) => `data_batch_${i}.bin`)),
      test: await join(['test_batch.bin']),
    };
  });
}

function concatenate(parts: Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let start = 0;
  for (const part of parts) {
    all.set(part, start);
    start += part.length;
  }
  return all;
}
