import { parseCifar100 } from 'geocollapse/data';
import { describe, expect, it } from 'vitest';
import { COARSE, cifar10Records, cifar100Records, cifarPixel } from '../../support/cifar.js';
import { refusal } from '../../support/refusal.js';

describe('a binary file of CIFAR-100', () => {
  it('is read with both labels, pixel by pixel, its colour planes interleaved', () => {
    const { images, fine, coarse } = parseCifar100(cifar100Records(3));
    expect([...fine]).toEqual([0, 1, 2]);
    expect([...coarse]).toEqual(COARSE.slice(0, 3));
    const [r, g, b] = [0, 1024, 2048].map((plane) => cifarPixel(2, plane + 1023));
    expect([images.length, ...images.subarray(-3)]).toEqual([3 * 3072, r, g, b]);
  });

  const label = (record: number, kind: number, value: number) => {
    const bytes = cifar100Records(3);
    bytes[record * 3074 + kind] = value;
    return bytes;
  };
  it.each<[string, Uint8Array, RegExp]>([
    [
      'CIFAR-10',
      cifar10Records(2),
      /a whole number of CIFAR-100 records of 3074 bytes, got records of 3073, as of CIFAR-10/,
    ],
    ['a file cut short', cifar100Records(2).subarray(0, 6000), /got 6000 bytes in x.bin. It is damaged or cut short/],
    ['a coarse label of 20', label(1, 0, 20), /coarse labels from 0 to 19, got 20 in record 1 in x.bin/],
    ['a fine label of 100', label(2, 1, 100), /fine labels from 0 to 99, got 100 in record 2 in x.bin/],
    ['the Python version', Uint8Array.from([0x80, 2, 0x7d]), /a Python pickle, as of the Python version/],
    ['nothing', new Uint8Array(), /an empty file/],
  ])('%s in its place is refused for what it is', async (_, bytes, message) => {
    expect((await refusal(() => parseCifar100(bytes, 'x.bin'))).message).toMatch(message);
  });
});
