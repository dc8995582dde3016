import type { Bytes } from '../../input/asBytes.js';
import { publicCall } from '../../input/publicCall.js';
import { CIFAR_100, cifarRecords } from './cifarRecords.js';
import { givenBytes } from './sourceFile.js';

/**
 * Reads images and labels from the bytes of a file of CIFAR-100 in its binary version, wherever they come from.
 * {@link readCifar100} reads the whole set, with the names of its classes.
 *
 * A record has 3,074 bytes: the coarse label, the fine label, then 1,024 red, 1,024 green and 1,024 blue pixels. The
 * planes are interleaved.
 *
 * @param bytes The file, not compressed, in a buffer or any view of one.
 * @param name The name of the file, for errors.
 * @returns Images [n, 32, 32, 3] of pixels from 0 to 255, row-major, n fine labels from 0 to 99 and n coarse labels
 *   from 0 to 19.
 * @throws InputError for another kind of file (it says which), a length that is not a whole number of records, or a
 *   label beyond its classes.
 * @example
 * const { fine, coarse } = parseCifar100(await readFile('data/cifar-100-binary/test.bin'));
 * [fine[8], coarse[8]]; // [8, 18]: a bicycle, one of vehicles_1
 * @see Krizhevsky, "Learning multiple layers of features from tiny images", 2009
 */
export function parseCifar100(
  bytes: Bytes,
  name?: string,
): { images: Uint8Array; fine: Uint8Array; coarse: Uint8Array } {
  return publicCall('parseCifar100', () => {
    const { images, labels } = cifarRecords([givenBytes(bytes, name)], CIFAR_100);
    return { images, fine: labels[1], coarse: labels[0] };
  });
}
