/**
 * Every kernel of a backend against the one in plain JavaScript, on small inputs of every rank, odd and even sizes,
 * uploaded and made by operations. A kernel may refuse; a number that differs fails here unless it is named below.
 */
import '@tensorflow/tfjs-layers';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { useBestBackend } from 'geocollapse/backends';
import { beforeAll, expect, it } from 'vitest';
import { onEveryBackend } from '../support/backends.js';
import { cases } from './cases.js';
import { type Case, type Input, tensor } from './inputs.js';

/** Relative to the largest finite entry: float32 sums in another order. */
const TOLERANCE = 2e-5;

/** Kernels without a case: strings, sparse and complex tensors, random numbers, and boxes. */
const UNTESTED = new RegExp(
  '^(String|Static|Sparse(Fill|Reshape|Segment)|NonMaxSuppression|Multinomial|LogicalXor|Complex|Real$|Imag|I?FFT|' +
    'Einsum|Unsorted|Ragged|Draw)',
);

/** Where the backends differ and neither is used by the measures. */
const DIFFERENT: Record<string, RegExp> = {
  // Beyond what float32 resolves of an angle; 1 to the power NaN; Infinity times a slope of NaN; NaN // 0 and 0 %
  // Infinity.
  wasm: /^(Cos|Sin|Pow|Prelu|DenseBincount): special|^DenseBincount/,
  // tfjs-node keeps the type of the inputs of FloorDiv, and takes the rank 2 of a batch norm for an error.
  tensorflow: /^(Sign|Mod|Pow|Prelu): special|^FloorDiv|^TensorScatterUpdate/,
};

const MADE = ['uploaded', 'computed', 'sliced'] as const;

interface Output {
  shape: number[];
  dtype: string;
  values: number[];
}

/** What a kernel gives, or why it refuses. */
async function run(
  backend: string,
  name: string,
  { inputs, attrs }: Case,
  made: (typeof MADE)[number],
): Promise<Output[] | string> {
  await tf.setBackend(backend);
  try {
    return tf.tidy(() => {
      const tensors = Object.fromEntries(Object.entries(inputs).map(([key, input]) => [key, tensor(input, made)]));
      if (name.endsWith('PoolGrad') || name.endsWith('Pool3DGrad')) {
        const forward = tf.engine().runKernel(name.replace('Grad', ''), { x: tensors.input }, attrs as tf.NamedAttrMap);
        tensors.output = forward as tf.Tensor;
      }
      const isList = ['Concat', 'Pack', 'AddN'].includes(name);
      const given = (isList ? Object.values(tensors) : tensors) as tf.NamedTensorMap;
      const outputs = tf.engine().runKernel(name, given, attrs as tf.NamedAttrMap) as tf.Tensor | tf.Tensor[];
      return [outputs].flat().map((output) => {
        return { shape: output.shape, dtype: output.dtype, values: Array.from(output.dataSync()) };
      });
    });
  } catch (error) {
    return String(error);
  }
}

/** The first difference of two outputs, in words, or nothing. */
function difference(ours: Output, truth: Output): string | undefined {
  if (`${ours.shape}` !== `${truth.shape}`) return `shape [${ours.shape}] for [${truth.shape}]`;
  if (ours.dtype !== truth.dtype) return `type ${ours.dtype} for ${truth.dtype}`;
  const sizes = truth.values.map(Math.abs).filter((size) => size < 1e20);
  const scale = sizes.reduce((most, size) => Math.max(most, size), 0);
  for (const [i, right] of truth.values.entries()) {
    const value = ours.values[i];
    if (Object.is(value, right) || value === right) continue;
    const near = Math.abs(value - right) <= TOLERANCE * (Math.abs(right) + scale);
    if (!(Number.isFinite(value) && Number.isFinite(right) && near)) return `${value} for ${right} at ${i}`;
  }
  return undefined;
}

const describe = ({ inputs, attrs }: Case) => {
  const types = Object.entries(inputs).map(([key, { dtype, shape }]: [string, Input]) => `${key} ${dtype} [${shape}]`);
  return `${types.join(', ')} ${JSON.stringify(attrs)}`;
};

onEveryBackend('kernels', (backend) => {
  if (backend === 'cpu') return; // it is what the others are held against; tfjs-node holds it
  beforeAll(async () => {
    await useBestBackend({ prefer: 'cpu', print: false });
    await useBestBackend({ prefer: backend, print: false });
  });

  it('all have cases', () => {
    const without = tf
      .getKernelsForBackend(backend)
      .map(({ kernelName }) => kernelName)
      .filter((name) => !cases[name] && !UNTESTED.test(name));
    expect(without).toEqual([]);
  });

  it.each(Object.keys(cases))('%s gives the numbers of plain JavaScript, or refuses', async (name) => {
    if (!tf.getKernel(name, backend) || !tf.getKernel(name, 'cpu')) return;
    const faults: string[] = [];
    let compared = 0;
    for (const [i, each] of cases[name]().entries()) {
      const made = MADE[i % MADE.length];
      const [truth, ours] = [await run('cpu', name, each, made), await run(backend, name, each, made)];
      if (typeof truth === 'string' || typeof ours === 'string') continue;
      compared++;
      const special = Object.values(each.inputs).some(({ values }) => values.some((value) => !Number.isFinite(value)));
      if (DIFFERENT[backend].test(`${name}${special ? ': special' : ''}`)) continue;
      const why = ours.map((output, at) => difference(output, truth[at])).find(Boolean);
      if (why) faults.push(`${made} ${describe(each)}: ${why}`);
    }
    expect(faults.slice(0, 5)).toEqual([]);
    expect(compared).toBeGreaterThan(0);
  });
});
