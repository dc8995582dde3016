import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';

/** An array of the golden files. */
export interface GoldenArray {
  shape: number[];
  values: number[];
}

// biome-ignore lint/suspicious/noExplicitAny: the golden files are free-form JSON
export function golden(name: string): any {
  return JSON.parse(readFileSync(new URL(`../fixtures/${name}.json`, import.meta.url), 'utf8'));
}

export function goldenTensor({ values, shape }: GoldenArray): tf.Tensor {
  return tf.tensor(values, shape);
}
