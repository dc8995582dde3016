import { describe, refuse } from '../input/checks.js';
import { publicCall } from '../input/publicCall.js';
import { readStatistics } from './readStatistics.js';
import type { ClassStatistics } from './value/types.js';

/** The format begins with "GCCS" and its version. */
const MAGIC = [0x47, 0x43, 0x43, 0x53];
const VERSION = 1;
/** Bytes before the values: "GCCS", then version, flags, C, d and checksum, each a uint32. */
const HEADER = 24;
const CHECKSUM_AT = 20;

/**
 * Writes class statistics as bytes, for files, workers and other machines. Every float64 keeps its bits.
 *
 * @remarks The bytes are little-endian: the four bytes "GCCS"; then as uint32 the version (1), flags (bit 0: with a
 * scatter, bit 1: of float32 products), C, d and the CRC-32 of all other bytes; then as float64 the counts [C], the
 * squared deviations [C], the means [C, d] and, if there is one, the scatter [d, d].
 *
 * @param statistics Class statistics, of any number of examples.
 * @returns The bytes: 24 + 8 (2 C + C d) of them, and 8 d^2 more with a scatter.
 * @throws InputError for what are no class statistics.
 * @example
 * const s = await classStatistics(tf.tensor2d([[-1.5], [-0.5], [0.5], [1.5]]), [0, 0, 1, 1]);
 * const bytes = classStatisticsToBytes(s);
 * bytes.length; // 72: 24 + 8 (2 . 2 + 2 . 1)
 * await writeFile('statistics.bin', bytes);
 */
export function classStatisticsToBytes(statistics: ClassStatistics): Uint8Array {
  return publicCall('classStatisticsToBytes', () => {
    const read = readStatistics(statistics);
    const { classes, dimension: d, counts, squaredDeviations, means, withinClassScatter } = read;
    const parts = [counts, squaredDeviations, means, ...(withinClassScatter ? [withinClassScatter] : [])];
    const bytes = new Uint8Array(sizeOf(classes, d, Boolean(withinClassScatter)));
    const view = new DataView(bytes.buffer);
    bytes.set(MAGIC);
    const flags = withinClassScatter ? (read.float32Scatter ? 3 : 1) : 0;
    for (const [i, value] of [VERSION, flags, classes, d].entries()) view.setUint32(4 + 4 * i, value, true);
    let at = HEADER;
    for (const part of parts) for (let i = 0; i < part.length; i++, at += 8) view.setFloat64(at, part[i], true);
    view.setUint32(CHECKSUM_AT, checksum(bytes), true);
    return bytes;
  });
}

/**
 * Reads class statistics from the bytes of {@link classStatisticsToBytes}, equal to the bit.
 *
 * @param bytes What {@link classStatisticsToBytes} returned.
 * @returns The statistics.
 * @throws InputError for bytes of another kind, of a later version, of another length than their header says, with a
 * wrong checksum, or with values that no examples have.
 * @example
 * const s = await classStatistics(tf.tensor2d([[-1.5], [-0.5], [0.5], [1.5]]), [0, 0, 1, 1]);
 * await writeFile('statistics.bin', classStatisticsToBytes(s));
 * cdnv(classStatisticsFromBytes(await readFile('statistics.bin'))); // 0.0625
 */
export function classStatisticsFromBytes(bytes: Uint8Array): ClassStatistics {
  return publicCall('classStatisticsFromBytes', () => {
    if (!(bytes instanceof Uint8Array)) {
      refuse('bytes', 'a Uint8Array', describe(bytes), 'Wrap an ArrayBuffer in new Uint8Array(buffer).');
    }
    if (bytes.length < HEADER || MAGIC.some((byte, i) => bytes[i] !== byte)) {
      const got = `${bytes.length} bytes that begin with [${bytes.subarray(0, 4).join(', ')}]`;
      refuse('bytes', 'made by classStatisticsToBytes', got, 'Check that this is the right file.');
    }
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const [version, flags, classes, d, expected] = [4, 8, 12, 16, CHECKSUM_AT].map((at) => view.getUint32(at, true));
    if (version !== VERSION) {
      refuse('bytes', `of version ${VERSION}`, `version ${version}`, 'Read them with the release that wrote them.');
    }
    const size = sizeOf(classes, d, flags % 2 === 1);
    if (bytes.length !== size) {
      refuse(
        'bytes',
        `of length ${size}, as their header says`,
        `${bytes.length}`,
        'The file is cut off or has a tail.',
      );
    }
    if (![0, 1, 3].includes(flags) || checksum(bytes) !== expected) {
      refuse('bytes', 'with the checksum in their header', 'another', 'They are damaged: copy or compute them again.');
    }
    const read = (from: number, length: number) =>
      Float64Array.from({ length }, (_, i) => view.getFloat64(HEADER + 8 * (from + i), true));
    const counts = read(0, classes);
    const squaredDeviations = read(classes, classes);
    const means = read(2 * classes, classes * d);
    const scatter = flags > 0 && { withinClassScatter: read((2 + d) * classes, d * d) };
    const rounded = flags === 3 && { float32Scatter: true as const };
    const found = { classes, dimension: d, counts, means, squaredDeviations, ...scatter, ...rounded };
    return readStatistics(found, 'bytes');
  });
}

function sizeOf(classes: number, d: number, scatter: boolean): number {
  return HEADER + 8 * (2 * classes + classes * d + (scatter ? d * d : 0));
}

const CRC_TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** The CRC-32 (IEEE 802.3) of all bytes except those of the checksum itself. */
function checksum(bytes: Uint8Array): number {
  let crc = -1;
  for (let i = 0; i < bytes.length; i++) {
    if (i < CHECKSUM_AT || i >= HEADER) crc = CRC_TABLE[(crc ^ bytes[i]) & 255] ^ (crc >>> 8);
  }
  return ~crc >>> 0;
}
