import { describe, expect, it } from 'vitest';
import { gatherTask } from '../../../src/transfer/heads/task.js';
import { refusal } from '../../support/refusal.js';

const SHAPE = { ways: 2, shots: 1 };

describe('the rows of an episode', () => {
  it('are those of its indices, minus the mean of the support', () => {
    const values = [0, 0, 5, 1, 3, 7, 2, 2];
    const task = gatherTask({ values, d: 2 }, { support: Int32Array.of(1, 2), queries: Int32Array.of(3, 0) }, SHAPE);
    expect(Array.from(task.mean)).toEqual([4, 4]);
    expect(Array.from(task.support)).toEqual([1, -3, -1, 3]);
    expect(Array.from(task.queries)).toEqual([-2, -2, -4, -4]);
  });

  it('are moved by the centre first and multiplied by their factors then', () => {
    const source = { values: [1, 3, 5], d: 1, centre: Float64Array.of(1), factors: Float64Array.of(9, 1, 0.5) };
    const task = gatherTask(source, { support: Int32Array.of(1, 2), queries: Int32Array.of(0, 1) }, SHAPE);
    expect([task.mean[0], ...task.support, ...task.queries]).toEqual([2, 0, 0, -2, 0]);
  });

  it('have no deviation at all where they are equal, whatever their digits', () => {
    const values = new Float64Array(9).fill(0.1 + 1e4 / 3);
    const indices = { support: Int32Array.of(0, 1, 2, 3, 4, 5), queries: Int32Array.of(6, 7) };
    const task = gatherTask({ values, d: 1 }, indices, { ways: 2, shots: 3 });
    expect([...task.support, ...task.queries].every((value) => value === 0)).toBe(true);
  });

  it.each([1e-200, 1e200])('are refused where their squares are no numbers: differences of %d', async (size) => {
    const indices = { support: Int32Array.of(0, 1), queries: Int32Array.of(2, 3) };
    const values = [0, 1, 2, 3].map((x) => x * size);
    const error = await refusal(() => gatherTask({ values, d: 1 }, indices, SHAPE));
    expect(error.message).toContain('Multiply them by a constant');
  });
});
