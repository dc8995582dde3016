import { expect } from 'vitest';

/** |actual - expected| <= tolerance (|expected| + scale): relative, so that no small number passes by being small. */
export function expectClose(actual: number, expected: number, tolerance = 1e-5, scale = 0): void {
  const error = Math.abs(actual - expected);
  const bound = tolerance * (Math.abs(expected) + scale);
  expect(error <= bound, `${actual} is not within ${bound} of ${expected} (off by ${error})`).toBe(true);
}

export function expectAllClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance = 1e-5,
  scale = Math.max(...Array.from(expected, Math.abs)),
): void {
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) expectClose(actual[i], expected[i], tolerance, scale);
}
