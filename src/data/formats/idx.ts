import type { Bytes } from '../../input/asBytes.js';
import { publicCall } from '../../input/publicCall.js';
import { whatIs } from '../../input/whatIs.js';
import { givenBytes, type SourceFile } from './sourceFile.js';

/** What an IDX file holds, by the third byte of its magic number. */
const TYPES: Record<number, string> = {
  8: 'unsigned bytes',
  9: 'signed bytes',
  11: 'int16',
  12: 'int32',
  13: 'float32',
  14: 'float64',
};
/** The number of dimensions, which is the fourth byte. */
const DIMENSIONS = { images: 3, labels: 1 };
const AGAIN = 'It is damaged or cut short: fetch it again.';

/** The images of an IDX file. */
export interface IdxImages {
  /** Pixels from 0 to 255, [n, rows, columns, 1], row-major. */
  images: Uint8Array;
  /** The rows and columns of an image, and its one channel. */
  shape: [number, number, number];
}

/**
 * Reads images from the bytes of an IDX file, the format of MNIST, wherever they come from.
 * {@link readMnist}, {@link readFashionMnist} and {@link readEmnist} read whole sets. The file is the big-endian magic
 * number 0x803, then n, rows and columns, then n . rows . columns bytes.
 *
 * @param bytes The file, not compressed, in a buffer or any view of one. The images are a view of it.
 * @param name The name of the file, for errors.
 * @returns Images [n, rows, columns, 1] of pixels from 0 to 255, row-major, and the shape of one.
 * @throws InputError for another kind of file (it says which), no images, or a length that does not fit the header.
 * @example
 * const { images, shape } = parseIdxImages(await readFile('data/mnist/train-images-idx3-ubyte'));
 * images.length; // 47040000
 * shape; // [28, 28, 1]
 * @see LeCun, Cortes and Burges, "The MNIST database of handwritten digits", 1998
 */
export function parseIdxImages(bytes: Bytes, name?: string): IdxImages {
  return publicCall('parseIdxImages', () => imagesOf(givenBytes(bytes, name)));
}

/**
 * Reads labels from the bytes of an IDX file, as {@link parseIdxImages} reads images. The file is the big-endian magic
 * number 0x801, then n, then n bytes.
 *
 * @param bytes The file, not compressed, in a buffer or any view of one. The labels are a view of it.
 * @param name The name of the file, for errors.
 * @returns The n labels.
 * @throws InputError for another kind of file (it says which), no labels, or a length that does not fit the header.
 * @example
 * parseIdxLabels(await readFile('data/mnist/train-labels-idx1-ubyte')).length; // 60000
 */
export function parseIdxLabels(bytes: Bytes, name?: string): Uint8Array {
  return publicCall('parseIdxLabels', () => labelsOf(givenBytes(bytes, name)));
}

export function imagesOf(file: SourceFile): IdxImages {
  const [, rows, columns] = readHeader(file, 'images');
  return { images: file.bytes.subarray(16), shape: [rows, columns, 1] };
}

export function labelsOf(file: SourceFile): Uint8Array {
  readHeader(file, 'labels');
  return file.bytes.subarray(8);
}

/** The length of the IDX file that begins so. Undefined where the bytes are of another format. */
export function idxLength(head: Uint8Array): number | undefined {
  const dimensions = head[3];
  const start = 4 + 4 * dimensions;
  if (head[0] !== 0 || head[1] !== 0 || !(head[2] in TYPES) || head.length < start) return undefined;
  return start + sizesOf(head, dimensions).reduce((product, size) => product * size, 1);
}

/** The sizes of an IDX file, after all that its header says has proved true. */
function readHeader({ bytes, refuseFile }: SourceFile, kind: keyof typeof DIMENSIONS): number[] {
  const dimensions = DIMENSIONS[kind];
  const expected = `an IDX file of ${kind} (magic number 0x80${dimensions})`;
  const start = 4 + 4 * dimensions;
  if (![0, 0, 8, dimensions].every((byte, i) => bytes[i] === byte)) {
    const { what, remedy } = whatInstead(bytes, start);
    refuseFile(expected, what, remedy);
  }
  if (bytes.length < start) refuseFile(`${expected} with a header of ${start} bytes`, `${bytes.length} bytes`, AGAIN);
  const sizes = sizesOf(bytes, dimensions);
  const shape = sizes.join(' x ');
  if (sizes.includes(0)) refuseFile(`${expected}, one at least`, `a header of ${shape}`, AGAIN);
  const length = start + sizes.reduce((product, size) => product * size, 1);
  if (bytes.length !== length) {
    refuseFile(`${expected} of ${length} bytes, as its header (${shape}) says`, `${bytes.length} bytes`, AGAIN);
  }
  return sizes;
}

/** Big-endian numbers, read by hand, since a DataView of a buffer that was transferred to a worker would throw. */
function sizesOf(bytes: Uint8Array, dimensions: number): number[] {
  return Array.from({ length: dimensions }, (_, i) => {
    const [a, b, c, d] = bytes.subarray(4 + 4 * i, 8 + 4 * i);
    return ((a * 256 + b) * 256 + c) * 256 + d;
  });
}

/** What a file is that is not the IDX file wanted. */
function whatInstead(bytes: Uint8Array, start: number): { what: string; remedy: string } {
  const [a, b, c, d] = bytes;
  const named = (code: number) => `type 0x0${code.toString(16).toUpperCase()} (${TYPES[code]})`;
  if (a === 0 && b === 0 && c in TYPES && d > 0) {
    if (c !== 8) return { what: `one of ${named(c)}`, remedy: 'Save it as unsigned bytes, type 0x08.' };
    for (const [kind, dimensions] of Object.entries(DIMENSIONS)) {
      if (d === dimensions) return { what: `one of ${kind} (0x80${d})`, remedy: 'Were images and labels swapped?' };
    }
    return {
      what: `one of ${d} dimensions`,
      remedy: 'Images are [n, rows, columns], labels [n], both unsigned bytes.',
    };
  }
  if (c === 0 && d === 0 && b in TYPES && a > 0) {
    const remedy = "Write all numbers of the header big-endian (in NumPy: astype('>u4')).";
    return { what: `a little-endian header, its bytes swapped, of ${named(b)}`, remedy };
  }
  const foreign = whatIs(bytes);
  if (foreign) return foreign;
  if (bytes.length < start) return { what: `${bytes.length} bytes`, remedy: AGAIN };
  const magic = Array.from(bytes.subarray(0, 4), (byte) => byte.toString(16).padStart(2, '0')).join('');
  return { what: `the magic number 0x${magic}`, remedy: 'It is damaged or of another format: fetch it again.' };
}
