import { expect } from 'vitest';

/**
 * Expects |actual - expected| <= tolerance (|expected| + scale): relative, so that no small number passes by being
 * small. An expected 0 has no size of its own: without a scale only 0 is close to it. NaN and Infinity are close to
 * themselves alone.
 */
export function expectClose(actual: number, expected: number, tolerance = 1e-5, scale = 0, name = ''): void {
  if (!Number.isFinite(scale) || !(tolerance >= 0 && tolerance < 1)) throw new Error('no scale, or no tolerance');
  // Two measures that are absent are not close.
  expect([typeof actual, typeof expected], name).toEqual(['number', 'number']);
  if (!Number.isFinite(actual) || !Number.isFinite(expected)) {
    expect(actual, name).toBe(expected);
    return;
  }
  const error = Math.abs(actual - expected);
  const bound = tolerance * (Math.abs(expected) + scale);
  expect(error <= bound, `${name} ${actual} is not within ${bound} of ${expected} (off by ${error})`).toBe(true);
}

/** Each value close to its own; by default on the scale of the largest finite one. */
export function expectAllClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance = 1e-5,
  scale = largest(expected),
  name = '',
): void {
  expect(expected.length, name).toBeGreaterThan(0);
  expect(actual.length, name).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) expectClose(actual[i], expected[i], tolerance, scale, `${name}[${i}]`);
}

function largest(values: ArrayLike<number>): number {
  return Array.from(values).reduce(
    (most, value) => (Number.isFinite(value) ? Math.max(most, Math.abs(value)) : most),
    0,
  );
}
