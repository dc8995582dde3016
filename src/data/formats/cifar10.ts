import type { Bytes } from '../../input/asBytes.js';
import { publicCall } from '../../input/publicCall.js';
import { CIFAR_10, cifarRecords } from './cifarRecords.js';
import { givenBytes } from './sourceFile.js';

/**
 * Reads images and labels from the bytes of a CIFAR-10 batch in its binary version, wherever they come from.
 * {@link readCifar10} reads the whole set.
 *
 * A record has 3,073 bytes: a label, then 1,024 red, 1,024 green and 1,024 blue pixels. The planes are interleaved.
 *
 * @param bytes The file, not compressed, in a buffer or any view of one.
 * @param name The name of the file, for errors.
 * @returns Images [n, 32, 32, 3] of pixels from 0 to 255, row-major, and n labels from 0 to 9.
 * @throws InputError for another kind of file (it says which), a length that is not a whole number of records, or a
 *   label above 9.
 * @example
 * const { images, labels } = parseCifar10(await readFile('data/cifar-10-batches-bin/test_batch.bin'));
 * images.length / labels.length; // 3072: 32 x 32 x 3 bytes an image
 * @see Krizhevsky, "Learning multiple layers of features from tiny images", 2009
 */
export function parseCifar10(bytes: Bytes, name?: string): { images: Uint8Array; labels: Uint8Array } {
  return publicCall('parseCifar10', () => {
    const { images, labels } = cifarRecords([givenBytes(bytes, name)], CIFAR_10);
    return { images, labels: labels[0] };
  });
}
