import type { Tensor } from '@tensorflow/tfjs-core';
import { describe, isTensor, refuse } from './checks.js';
import type { Labels } from './labels.js';
import { usersCode } from './publicCall.js';

/**
 * Inputs [n, ...] with their labels, or without. They belong to the caller, who disposes of them when the next batch is
 * asked for.
 */
export interface InputBatch {
  /** The inputs [n, ...], float32. */
  readonly x: Tensor;
  /** The labels of the inputs, whole numbers 0 .. C - 1, length n. */
  readonly y?: Labels;
}

/**
 * Features [n, ...] and their labels. They belong to the caller, who disposes of them when the next batch is asked for.
 */
export interface FeatureBatch {
  /** The features [n, d], or [n, ...], which are read as n rows. */
  readonly features: Tensor;
  /** The labels of the features, whole numbers 0 .. C - 1, length n. */
  readonly labels: Labels;
}

/**
 * Batches, one after the other: an array, a generator, an asynchronous generator, or a function that returns one of
 * these. A call that reads them twice needs an array or a function, since a generator is spent after one pass.
 */
export type Batches<B> = Iterable<B> | AsyncIterable<B> | (() => Iterable<B> | AsyncIterable<B>);

/** What an iterable of batches has. */
type Source<B> = Partial<Iterable<B> & AsyncIterable<B>>;

/** What each batch is: an object that has a key, or also a tensor alone. */
interface Kind {
  readonly key: string;
  /** How it is written. */
  readonly written: string;
  readonly tensors?: boolean;
}

/**
 * Reads batches one after the other, and checks each to be of the kind when it comes. Where they can be started anew,
 * they are read from the start.
 */
export async function* readBatches<B>(argument: string, value: unknown, expected: Kind): AsyncGenerator<B, void> {
  const batches = typeof value === 'function' ? usersCode(value as () => unknown) : value;
  if (!isSource<B>(batches)) {
    const remedy = batches instanceof Promise ? 'Wait for it with await.' : 'Wrap a single batch in an array.';
    refuse(argument, 'an iterable of batches, or a function that returns one', describe(batches), remedy);
  }
  for await (const batch of batches as AsyncIterable<B>) {
    const isBatch = isTensor(batch) ? expected.tensors : isObject(batch) && expected.key in batch;
    if (!isBatch) {
      const keys = isObject(batch) && !isTensor(batch) ? ` with the keys [${Object.keys(batch).slice(0, 4)}]` : '';
      const remedy = `Make each batch ${expected.written}.`;
      refuse(argument, 'an iterable of batches', `one of ${describe(batch)}${keys}`, remedy);
    }
    yield batch;
  }
}

/** What iterators, streams of the web and streams of Node.js have, all of which are spent after one pass. */
const SPENT_AFTER_ONE_PASS = ['next', 'getReader', 'pipe'];

/** Refuses batches that cannot be read twice. Nothing is started for it, since a start may lock what is read. */
export function requireTwoPasses(argument: string, value: unknown): void {
  if (typeof value === 'function') return;
  if (isSource(value) && !SPENT_AFTER_ONE_PASS.some((member) => member in value)) return;
  const remedy = 'They are read twice: pass () => batches, not an iterator that is spent after one pass.';
  refuse(argument, 'an array of batches, or a function that starts them anew', describe(value), remedy);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function isSource<B>(value: unknown): value is Source<B> {
  if (typeof value !== 'object' || value === null || isTensor(value)) return false;
  return Symbol.asyncIterator in value || typeof (value as Source<B>)[Symbol.iterator] === 'function';
}
