import { checkInteger, checkNumber, describe, refuse } from '../input/checks.js';

/** Refuses what no builder can make: the input's shape, the number of classes, the seed. */
export function checkNetwork(
  { inputShape, classes, seed }: { inputShape: number[]; classes: number; seed: number },
  { images = true } = {},
): void {
  if (!Array.isArray(inputShape) || (images ? inputShape.length !== 3 : inputShape.length === 0)) {
    const remedy = 'A batch dimension is not part of it; grey images have one channel.';
    const expected = images ? '[height, width, channels]' : 'an array of sizes';
    refuse('inputShape', expected, JSON.stringify(inputShape) ?? 'undefined', remedy);
  }
  for (const [axis, size] of inputShape.entries()) checkInteger(`inputShape[${axis}]`, size);
  checkInteger('classes', classes);
  checkInteger('seed', seed, 0);
}

/** Refuses a width that leaves the first block, of 64 channels at width 1, without a channel. */
export function checkWidth(width: number): void {
  if (Math.round(64 * checkNumber('width', width)) < 1) {
    refuse('width', 'at least 1 / 64, for one channel', String(width), 'Pass, say, width: 0.125.');
  }
}

/** Refuses a depth that is not in the table. */
export function checkDepth(depth: number, table: object): void {
  const [first, ...rest] = Object.keys(table);
  if (typeof depth !== 'number' || !(depth in table)) {
    refuse('depth', `one of ${[first, ...rest].join(', ')}`, describe(depth), `Pass, say, depth: ${first}.`);
  }
}
