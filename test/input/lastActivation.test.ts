import '@tensorflow/tfjs-backend-cpu';
import * as layers from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { lastActivation } from '../../src/input/lastActivation.js';

const dense = (activation?: 'softmax' | 'sigmoid' | 'relu', inputShape?: number[]) =>
  layers.layers.dense({ units: 3, activation, ...(inputShape && { inputShape }) });

const chain = (...stack: layers.layers.Layer[]) => layers.sequential({ layers: stack });

/**
 * The last layer of `layers` is not the one that makes the output: the Dense layer is used in the middle and at the
 * end.
 */
function sharedHead() {
  const input = layers.input({ shape: [3] });
  const head = dense('softmax');
  const middle = layers.layers.reLU().apply(head.apply(input)) as layers.SymbolicTensor;
  return layers.model({ inputs: input, outputs: head.apply(middle) as layers.SymbolicTensor });
}

describe('the activation that the output of a LayersModel comes from', () => {
  it.each([
    ['a Dense layer with softmax', () => chain(dense('softmax', [4])), 'softmax'],
    ['a Softmax layer', () => chain(dense(undefined, [4]), layers.layers.softmax()), 'softmax'],
    [
      'an Activation layer',
      () => chain(dense(undefined, [4]), layers.layers.activation({ activation: 'softmax' })),
      'softmax',
    ],
    [
      'models within models',
      () => chain(dense('relu', [4]), chain(dense('relu', [3]), chain(dense('softmax', [3])))),
      'softmax',
    ],
    [
      'a layer that hands its values on',
      () =>
        chain(
          dense('softmax', [4]),
          layers.layers.dropout({ rate: 0.5 }),
          layers.layers.reshape({ targetShape: [3, 1] }),
        ),
      'softmax',
    ],
    [
      'a layer for every step',
      () => chain(layers.layers.timeDistributed({ layer: dense('softmax'), inputShape: [5, 4] })),
      'softmax',
    ],
    ['a layer that is used twice', sharedHead, 'softmax'],
    ['a sigmoid', () => chain(dense('sigmoid', [4])), 'sigmoid'],
  ])('is found in %s', (_, model, name) => {
    expect(lastActivation(model())).toBe(name);
  });

  it.each([
    ['logits', () => chain(dense('softmax', [4]), dense())],
    ['ReLU', () => chain(dense('relu', [4]))],
    ['what is no model of layers', () => ({ apply: () => undefined })],
  ])('is none of %s', (_, model) => {
    expect(lastActivation(model())).toBeUndefined();
  });
});
