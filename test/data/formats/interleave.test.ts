import { describe, expect, it } from 'vitest';
import { interleave, interleaveBytes } from '../../../src/data/formats/interleave.js';
import { cifar10Records, cifar100Records, cifarPixel } from '../../support/cifar.js';

describe.each([
  ['by words', interleave],
  ['byte by byte', interleaveBytes],
])('planes of colours are interleaved %s', (_, work) => {
  it.each([
    ['a label', 3073, cifar10Records(3)],
    ['two labels', 3074, cifar100Records(3)],
  ])('in records with %s, every pixel', (_, record, bytes) => {
    const images = new Uint8Array(3 * 3072);
    work(bytes, record, images);
    const expected = Array.from({ length: 3 }, (_, i) =>
      Array.from({ length: 3072 }, (_, at) => cifarPixel(i, 1024 * (at % 3) + Math.floor(at / 3))),
    );
    expect([...images]).toEqual(expected.flat());
  });

  it('into a part of a larger array, and no further', () => {
    const images = new Uint8Array(4 * 3072).fill(9);
    work(cifar10Records(1), 3073, images.subarray(3072, 2 * 3072));
    expect(images.subarray(0, 3072).every((byte) => byte === 9)).toBe(true);
    expect(images.subarray(2 * 3072).every((byte) => byte === 9)).toBe(true);
    expect(images[3072]).toBe(cifarPixel(0, 0));
  });
});
