/** The coarse label of each fine label of CIFAR-100, as its files have them. */
export const COARSE = [
  4, 1, 14, 8, 0, 6, 7, 7, 18, 3, 3, 14, 9, 18, 7, 11, 3, 9, 7, 11, 6, 11, 5, 10, 7, 6, 13, 15, 3, 15, 0, 11, 1, 10, 12,
  14, 16, 9, 11, 5, 5, 19, 8, 8, 15, 13, 14, 17, 18, 10, 16, 4, 17, 4, 2, 0, 17, 4, 18, 17, 10, 3, 2, 12, 12, 16, 12, 1,
  9, 19, 2, 10, 0, 1, 16, 12, 9, 13, 15, 13, 16, 19, 2, 4, 6, 19, 5, 5, 8, 19, 18, 1, 2, 15, 6, 0, 17, 8, 14, 13,
];

/** Pixel `at` of the 3,072 of image i, in the order of the file: planes of red, green and blue. */
export const cifarPixel = (i: number, at: number): number => (7 * i + at + (at >> 10)) % 256;

function records(count: number, labelsOf: (i: number) => number[]): Uint8Array<ArrayBuffer> {
  const bytes = Array.from({ length: count }, (_, i) => [
    ...labelsOf(i),
    ...Array.from({ length: 3072 }, (_, at) => cifarPixel(i, at)),
  ]);
  return Uint8Array.from(bytes.flat());
}

/** Records of CIFAR-10 with labels 0, 1, ... 9, 0, ... */
export const cifar10Records = (count: number) => records(count, (i) => [i % 10]);

/** Records of CIFAR-100 with fine labels 0, 1, ... 99, 0, ... and their coarse labels. */
export const cifar100Records = (count: number) => records(count, (i) => [COARSE[i % 100], i % 100]);
