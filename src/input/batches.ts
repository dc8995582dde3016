import { describe, isTensor, refuse } from './checks.js';

/** Reads batches: anything that gives one after the other, at once or in time; each is checked to be an object when it comes. */
export async function* readBatches<T>(argument: string, value: unknown): AsyncGenerator<T, void> {
  const batches = value as (Iterable<T> & AsyncIterable<T>) | null;
  const isObject = typeof value === 'object' && value !== null && !isTensor(value);
  const given = isObject && (typeof batches?.[Symbol.iterator] === 'function' || Symbol.asyncIterator in value);
  if (!given) {
    const remedy = value instanceof Promise ? 'Wait for it with await.' : 'Wrap a single batch in an array.';
    refuse(argument, 'an iterable of batches', describe(value), remedy);
  }
  for await (const batch of batches as AsyncIterable<T>) {
    if (typeof batch !== 'object' || batch === null) {
      refuse(argument, 'an iterable of batches', `one of ${describe(batch)}`, 'Each batch is an object of tensors.');
    }
    yield batch;
  }
}
