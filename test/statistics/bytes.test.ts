import * as tf from '@tensorflow/tfjs-core';
import {
  type ClassStatistics,
  classStatistics,
  classStatisticsFromBytes,
  classStatisticsToBytes,
  emptyClassStatistics,
  mergeClassStatistics,
  neuralCollapseFromStatistics,
} from 'geocollapse';
import { beforeAll, describe, expect, it } from 'vitest';
import '../support/backends.js';
import { mixture } from '../support/mixture.js';

let plain: ClassStatistics;
let scattered: ClassStatistics;
beforeAll(async () => {
  await tf.setBackend('cpu');
  const { features, labels } = mixture({ counts: [5, 3, 1], d: 4, seed: 1, offset: 1e4 });
  plain = await classStatistics(features, labels, { classes: 5 });
  scattered = await classStatistics(features, labels, { scatter: true });
});

describe('class statistics as bytes', () => {
  it('come back equal to the bit, with a scatter and without, empty classes and empty statistics included', () => {
    for (const statistics of [plain, scattered, emptyClassStatistics()]) {
      expect(classStatisticsFromBytes(classStatisticsToBytes(statistics))).toEqual(statistics);
    }
  });

  it('keep every bit of a float64: tiny, huge, minus zero', () => {
    const means = Float64Array.of(5e-324, -0, Number.MAX_VALUE, 0.1 + 0.2);
    const odd = {
      classes: 2,
      dimension: 2,
      counts: Float64Array.of(1, 2),
      means,
      squaredDeviations: Float64Array.of(0, 1),
    };
    const back = classStatisticsFromBytes(classStatisticsToBytes(odd));
    for (const [i, value] of means.entries()) expect(Object.is(back.means[i], value)).toBe(true);
  });

  it('have the documented layout: magic, version, flags, C, d, checksum, then float64 values, little-endian', async () => {
    const s = await classStatistics(tf.tensor2d([[1], [3]]), [0, 0], { scatter: true });
    const bytes = classStatisticsToBytes(s);
    const view = new DataView(bytes.buffer);
    expect(String.fromCharCode(...bytes.subarray(0, 4))).toBe('GCCS');
    expect([4, 8, 12, 16].map((at) => view.getUint32(at, true))).toEqual([1, 1, 1, 1]);
    // N, deviations, mean and scatter are float64.
    expect([24, 32, 40, 48].map((at) => view.getFloat64(at, true))).toEqual([2, 2, 2, 2]);
    expect(bytes.length).toBe(56);
    let crc = -1; // CRC-32 bit by bit, over all bytes but its own four
    for (const byte of [...bytes.subarray(0, 20), ...bytes.subarray(24)]) {
      crc ^= byte;
      for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
    }
    expect(view.getUint32(20, true)).toBe(~crc >>> 0);
  });

  it('are read from a view into a larger buffer', () => {
    const bytes = classStatisticsToBytes(plain);
    const larger = new Uint8Array(bytes.length + 7);
    larger.set(bytes, 3);
    expect(classStatisticsFromBytes(larger.subarray(3, 3 + bytes.length))).toEqual(plain);
  });

  it('merge and measure as the originals', async () => {
    const copy = classStatisticsFromBytes(classStatisticsToBytes(scattered));
    expect(mergeClassStatistics(copy, scattered)).toEqual(mergeClassStatistics(scattered, copy));
    expect(await neuralCollapseFromStatistics(copy)).toEqual(await neuralCollapseFromStatistics(scattered));
  });

  it('are refused at any flipped bit', () => {
    const bytes = classStatisticsToBytes(scattered);
    for (let at = 0; at < bytes.length; at++) {
      const damaged = bytes.slice();
      damaged[at] ^= 1 << (at % 8);
      expect(() => classStatisticsFromBytes(damaged), `byte ${at}`).toThrow('classStatisticsFromBytes: bytes must be');
    }
  });

  it.each([
    [
      'of another file',
      () => new TextEncoder().encode('{"classes": 10, "dimension": 512}'),
      'Check that this is the right file',
    ],
    ['of nothing', () => new Uint8Array(0), 'made by classStatisticsToBytes, got 0 bytes'],
    ['cut off', () => classStatisticsToBytes(plain).subarray(0, -1), 'The file is cut off or has a tail'],
    ['with a tail', () => Uint8Array.from([...classStatisticsToBytes(plain), 0]), 'cut off or has a tail'],
    [
      'of another version',
      () => classStatisticsToBytes(plain).map((byte, at) => (at === 4 ? 2 : byte)),
      'of version 1, got version 2',
    ],
    [
      'damaged',
      () => classStatisticsToBytes(plain).map((byte, at) => (at === 40 ? byte ^ 1 : byte)),
      'copy or compute them again',
    ],
    [
      'that are an ArrayBuffer',
      () => classStatisticsToBytes(plain).buffer as unknown as Uint8Array,
      'new Uint8Array(buffer)',
    ],
  ])('%s are an error that says what to do', (_, bytes, message) => {
    expect(() => classStatisticsFromBytes(bytes())).toThrow(message);
  });
});
