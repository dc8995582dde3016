import { describe, expect, it } from 'vitest';
import { choose, permutation, seededRandom } from '../../src/numeric/random.js';

describe('seeded random numbers', () => {
  it('repeat at the same seed, and differ at the next', () => {
    const draw = (seed: number) => Array.from({ length: 4 }, seededRandom(seed).uniform);
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
    expect(draw(0)).not.toEqual(draw(2 ** 32));
  });

  it('are the same on every machine: those of xoshiro128** as written anew in Python', () => {
    for (const [seed, ...expected] of [
      [0, 0.30100157002430716, 0.46876141961252604, 0.8639268053636887],
      [1, 0.5686059963782152, 0.8893939367239411, 0.4705824113877882],
      [2 ** 32 + 1, 0.48851205082158766, 0.7482713511181658, 0.3583005675515297],
    ]) {
      const { uniform } = seededRandom(seed);
      expect([uniform(), uniform(), uniform()]).toEqual(expected);
    }
  });

  it('have the moments that they should', () => {
    const random = seededRandom(7);
    const n = 100_000;
    const normals = Array.from({ length: n }, random.normal);
    const signs = Array.from({ length: n }, random.sign);
    const mean = (values: number[]) => values.reduce((sum, x) => sum + x, 0) / n;
    expect(Math.abs(mean(normals))).toBeLessThan(0.015);
    expect(Math.abs(mean(normals.map((x) => x * x)) - 1)).toBeLessThan(0.02);
    expect(Math.abs(mean(normals.map((x) => x ** 4)) - 3)).toBeLessThan(0.15);
    expect(Math.abs(mean(signs))).toBeLessThan(0.015);
    expect(Math.abs(mean(signs.slice(1).map((x, i) => x * signs[i])))).toBeLessThan(0.015);
  });

  it('permute and choose: every order and every choice as often as another', () => {
    const random = seededRandom(1);
    const counts = new Map<string, number>();
    const TURNS = 6000;
    for (let turn = 0; turn < TURNS; turn++) {
      for (const order of [permutation(3, random), choose(2, 4, random)]) {
        counts.set(`${order}`, (counts.get(`${order}`) ?? 0) + 1);
      }
    }
    const orders = [...counts.keys()].filter((key) => key.length === 5); // 0,1,2
    const choices = [...counts.keys()].filter((key) => key.length === 3); // 0,3
    expect([orders.length, choices.length]).toEqual([6, 12]);
    for (const [keys, share] of [
      [orders, 1 / 6],
      [choices, 1 / 12],
    ] as const) {
      const deviation = Math.sqrt(TURNS * share * (1 - share));
      for (const key of keys) expect(Math.abs(counts.get(key)! - TURNS * share)).toBeLessThan(4.5 * deviation);
    }
    expect([...permutation(50, random)].sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i));
  });
});
