import { indexLabels } from 'geocollapse';
import { describe, expect, it } from 'vitest';

describe('indexLabels', () => {
  it('numbers sparse numbers by size, whatever their order', () => {
    expect(indexLabels([900, 5, 900])).toEqual({ labels: Int32Array.of(1, 0, 1), values: [5, 900], classes: 2 });
    expect(indexLabels([-1, 10, 2]).values).toEqual([-1, 2, 10]);
  });

  it('numbers strings by code unit, after numbers', () => {
    expect(indexLabels(['dog', 'Cat', 'cat']).values).toEqual(['Cat', 'cat', 'dog']);
    expect(indexLabels<string | number>(['a', 7, '10', 1]).values).toEqual([1, 7, '10', 'a']);
  });

  it('takes bigints, booleans and typed arrays, and no examples', () => {
    expect([...indexLabels([3n, 1n]).labels]).toEqual([1, 0]);
    expect([...indexLabels([true, false]).labels]).toEqual([1, 0]);
    expect([...indexLabels(Float32Array.of(0.5, -2)).labels]).toEqual([1, 0]);
    expect(indexLabels([])).toEqual({ labels: new Int32Array(0), values: [], classes: 0 });
  });

  it('keeps the numbers of given values, so that every batch of a stream agrees', () => {
    const values = ['cat', 'dog', 'frog'];
    expect(indexLabels(['frog'], { values })).toEqual({ labels: Int32Array.of(2), values, classes: 3 });
  });

  it.each([
    [
      'a label that is not among the values',
      () => indexLabels(['cow'], { values: ['cat', 'dog'] }),
      'labels[0] must be one of "cat", "dog", got "cow". Add it to `values`.',
    ],
    ['a value twice', () => indexLabels([1], { values: [1, 2, 1] }), 'values must be distinct, got 1 twice'],
    ['a NaN label', () => indexLabels([1, Number.NaN]), 'labels[1] must be a string, a number or a boolean, got NaN'],
    [
      'a missing label',
      () => indexLabels(['a', undefined as unknown as string]),
      'labels[1] must be a string, a number or a boolean, got undefined',
    ],
  ])('refuses %s', (_, call, message) => {
    expect(call).toThrow(message);
  });
});
