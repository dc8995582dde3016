import { InputError } from '../input/checks.js';
import { publicCall } from '../input/publicCall.js';
import type { ImageDataset } from './dataset.js';

const IMAGES = 0x803;
const LABELS = 0x801;

/**
 * Images of an IDX file: big-endian magic 0x803, n, rows, columns, then n . rows . columns bytes.
 *
 * @param bytes the file, not compressed
 * @param source its name, for errors
 * @throws InputError for another magic number, or a length that does not fit the header
 * @example
 * parseIdxImages(bytes, 'train-images-idx3-ubyte'); // { images: Uint8Array(47040000), shape: [28, 28, 1] }
 * @see LeCun, Cortes and Burges, "The MNIST database of handwritten digits", 1998
 */
export function parseIdxImages(bytes: Uint8Array, source = 'bytes'): Pick<ImageDataset, 'images' | 'shape'> {
  return publicCall('parseIdxImages', () => {
    const [rows, columns] = header(bytes, source, IMAGES, 3).slice(1);
    return { images: bytes.subarray(16), shape: [rows, columns, 1] };
  });
}

/**
 * Labels of an IDX file: big-endian magic 0x801, n, then n bytes.
 *
 * @throws InputError for another magic number, or a length that does not fit the header
 * @example
 * parseIdxLabels(bytes, 'train-labels-idx1-ubyte'); // Uint8Array(60000)
 */
export function parseIdxLabels(bytes: Uint8Array, source = 'bytes'): Uint8Array {
  return publicCall('parseIdxLabels', () => {
    header(bytes, source, LABELS, 1);
    return bytes.subarray(8);
  });
}

/** The sizes of an IDX file, once its magic number and its length are right. */
function header(bytes: Uint8Array, source: string, magic: number, dimensions: number): number[] {
  const fail = (expected: string, got: string, remedy: string): never => {
    throw new InputError(source, expected, got, remedy);
  };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = 4 + 4 * dimensions;
  const again = 'The file is damaged or cut short: fetch it again.';
  if (bytes.length < start) fail(`hold a header of ${start} bytes`, `${bytes.length} bytes`, again);
  const found = view.getUint32(0);
  if (found !== magic) {
    const gzipped = bytes[0] === 0x1f && bytes[1] === 0x8b;
    const remedy = gzipped
      ? 'It is gzipped: decompress it first.'
      : 'Images have magic 0x803, labels 0x801: were they swapped?';
    fail(`begin with the magic number 0x${magic.toString(16)}`, `0x${found.toString(16)}`, remedy);
  }
  const sizes = Array.from({ length: dimensions }, (_, i) => view.getUint32(4 + 4 * i));
  const length = start + sizes.reduce((product, size) => product * size, 1);
  if (bytes.length !== length) fail(`be ${length} bytes long, as its header says`, `${bytes.length}`, again);
  return sizes;
}
