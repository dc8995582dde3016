import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-layers';
import * as tf from '@tensorflow/tfjs-core';
import { classComplexities, geometricComplexity, geometricComplexityOfBatches } from 'geocollapse';
import { describe, expect, it } from 'vitest';
import { InputError, refuse } from '../../src/input/checks.js';
import { publicCall, usersCode } from '../../src/input/publicCall.js';

const refusal = () => refuse('labels', 'whole numbers', '0.5', 'Round them.');

describe('a refusal names the function that the user called', () => {
  it('synchronous or not, with the argument, what was expected, what came and the remedy', async () => {
    const message = 'measure: labels must be whole numbers, got 0.5. Round them.';
    expect(() => publicCall('measure', refusal)).toThrow(message);
    await expect(publicCall('measure', async () => refusal())).rejects.toThrow(message);
    try {
      publicCall('measure', refusal);
    } catch (error) {
      expect(error).toBeInstanceOf(InputError);
      expect(error).toMatchObject({ function: 'measure', argument: 'labels', got: '0.5', remedy: 'Round them.' });
      expect((error as Error).stack).toContain(message);
    }
  });

  it('and of public functions that call each other the outermost', () => {
    expect(() => publicCall('outer', () => publicCall('inner', refusal))).toThrow(/^outer: labels must/);
  });

  it('unless the inner one was called by code of the user', async () => {
    const inner = () => publicCall('inner', refusal);
    expect(() => publicCall('outer', () => usersCode(inner))).toThrow(/^inner: labels must/);
    const later = async () => publicCall('inner', async () => refusal());
    await expect(publicCall('outer', () => usersCode(later))).rejects.toThrow(/^inner: labels must/);
  });

  it('and other errors pass as they are', () => {
    const error = new TypeError('of somebody else');
    const fail = () => {
      throw error;
    };
    expect(() => publicCall('outer', () => usersCode(fail))).toThrow(error);
  });
});

it('what the user passes in is named by its own refusals: an embedding, what is called back', async () => {
  const f = (x: tf.Tensor) => {
    classComplexities([1], [7, 7]);
    return x;
  };
  await expect(geometricComplexity(f, tf.ones([2, 2]))).rejects.toThrow(/^classComplexities: labels must/);
  const onProgress = () => classComplexities([1], [7, 7]);
  const called = geometricComplexityOfBatches((x) => tf.square(x), [tf.ones([2, 2])], { onProgress });
  await expect(called).rejects.toThrow(/^classComplexities: labels must/);
});
