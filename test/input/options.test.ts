import * as tf from '@tensorflow/tfjs-core';
import {
  betweenClassCovariance,
  type ClassStatistics,
  centredClassMeans,
  classStatistics,
  geometricComplexity,
  globalMean,
  nc1,
  nc1TraceRatio,
  neuralCollapse,
} from 'geocollapse';
import { beforeAll, describe, expect, it } from 'vitest';
import { nearest } from '../../src/input/nearest.js';
import { boolean, integer, isPlainObject, needed, oneOf, readOptions, seed } from '../../src/input/options.js';
import '../support/backends.js';

const readers = {
  batchSize: integer(1),
  seed,
  relativeError: integer(0),
  scatter: oneOf(true, false, 'exact'),
  perClass: boolean,
};

describe('options', () => {
  it('are read by name, and what is left out or undefined stays out', () => {
    expect(readOptions({ batchSize: 8, seed: undefined }, readers)).toEqual({ batchSize: 8 });
    expect(readOptions(undefined, readers)).toEqual({});
  });

  it.each([
    ['relativError', 'relativeError'],
    ['batchsize', 'batchSize'],
    ['batcSize', 'batchSize'],
    ['sede', 'seed'],
    ['perclas', 'perClass'],
  ])('refuse %s, and following the remedy helps', (wrong, right) => {
    const call = () => readOptions({ [wrong]: 1 }, readers);
    expect(call).toThrow(
      `options must be of known names (batchSize, seed, relativeError, scatter, perClass), got '${wrong}'. Did you mean '${right}'?`,
    );
  });

  it('refuse a name that is like none, also where its value is undefined', () => {
    expect(() => readOptions({ epochs: 1 }, readers)).toThrow("got 'epochs'. Leave it out.");
    expect(() => readOptions({ epochs: undefined }, readers)).toThrow("got 'epochs'");
    expect(() => readOptions({ [Symbol('seed')]: 1 }, readers)).toThrow("got 'Symbol(seed)'");
    expect(() => readOptions(JSON.parse('{"__proto__": 1}'), readers)).toThrow("got '__proto__'");
    expect(() => readOptions({ constructor: 1 }, readers)).toThrow("got 'constructor'");
  });

  it.each<[string, unknown]>([
    ['null', null],
    ['a number', 3],
    ['a string', 'seed'],
    ['an array', [1]],
    ['a Map', new Map([['seed', 1]])],
    [
      'a class instance',
      new (class Settings {
        seed = 1;
      })(),
    ],
    ['a function', () => ({})],
    ['a promise', Promise.resolve({})],
  ])('refuse %s in place of an object', (_, given) => {
    expect(() => readOptions(given, readers)).toThrow('options must be a plain object');
  });

  it.each<[string, unknown]>([
    ['scatter', 'exakt'],
    ['scatter', 'false'],
    ['scatter', 1],
    ['perClass', 'false'],
    ['perClass', 0],
    ['perClass', null],
    ['seed', '1'],
    ['seed', 1.5],
    ['seed', 1n],
    ['seed', {}],
    ['seed', -1],
    ['seed', 2 ** 53],
    ['batchSize', true],
    ['batchSize', [8]],
  ])('refuse %s: %s', (name, value) => {
    expect(() => readOptions({ [name]: value }, readers)).toThrow(`${name} must be `);
  });

  it('refuse a call without one that it needs', () => {
    expect(() => readOptions({}, { steps: needed(integer(1)) })).toThrow(
      'steps must be a whole number of at least 1, got undefined',
    );
  });

  it('may be an object without a prototype', () => {
    expect(readOptions(Object.assign(Object.create(null), { seed: 2 }), readers)).toEqual({ seed: 2 });
    expect(isPlainObject(new Date())).toBe(false);
  });
});

it('the nearest name is the one of fewest slips, and none when all are far', () => {
  const names = ['classes', 'classifier', 'complexities'];
  expect(nearest('clases', names)).toBe('classes');
  expect(nearest('class', names)).toBe('classes');
  expect(nearest('CLASSIFIER', names)).toBe('classifier');
  expect(nearest('complexity', names)).toBe('complexities');
  expect(nearest('epochs', names)).toBeUndefined();
  expect(nearest('x'.repeat(1e6), names)).toBeUndefined();
});

describe('conventions', () => {
  let s: ClassStatistics;
  beforeAll(async () => {
    await tf.setBackend('cpu');
    s = await classStatistics(tf.tensor2d([[0], [1], [1], [5]]), [0, 0, 0, 1], { scatter: true });
  });

  it.each<[string, () => unknown]>([
    ['nc1', () => nc1(s, { classWeights: 'clas' as 'class' })],
    ['nc1TraceRatio', () => nc1TraceRatio(s, { classWeights: 'clas' as 'class' })],
    ['nc1TraceRatio', () => nc1TraceRatio(s, { globalMean: 'mean' as 'class' })],
    ['betweenClassCovariance', () => betweenClassCovariance(s, { classWeights: '' as 'class' })],
    ['betweenClassCovariance', () => betweenClassCovariance(s, { globalMean: true as unknown as 'class' })],
    ['globalMean', () => globalMean(s, { globalMean: 'clas' as 'class' })],
    ['centredClassMeans', () => centredClassMeans(s, { globalMean: null as unknown as 'class' })],
  ])('%s refuses one that it does not know', (name, call) => {
    expect(call).toThrow(new RegExp(`^${name}: (classWeights|globalMean) must be one of 'sample', 'class', got `));
  });

  it('refusals name the function and the nearest option', async () => {
    const x = tf.tensor2d([[1, 2]]);
    await expect(geometricComplexity((t) => t, x, { relativError: 0.1 } as never)).rejects.toThrow(
      /^geometricComplexity: options must be of known names .*Did you mean 'relativeError'\?$/,
    );
    await expect(neuralCollapse(x, [0], { perPare: true } as never)).rejects.toThrow("Did you mean 'perPair'?");
    await expect(classStatistics(x, [0], { scatter: 'exakt' as 'exact' })).rejects.toThrow(
      'classStatistics: scatter must be one of true, false, \'exact\', got "exakt"',
    );
    await expect(classStatistics(x, [0], { classes: 2 ** 40 })).rejects.toThrow('classes must be below 16777216');
  });
});
