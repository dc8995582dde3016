import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { input, layers, model as makeModel, type SymbolicTensor, sequential } from '@tensorflow/tfjs-layers';
import { loadFlaxWeights, loadTorchWeights } from 'geocollapse/models';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectAllClose } from '../support/close.js';
import { safetensors, withHeader } from '../support/safetensors.js';
import { dense, expectRefused, sines, twin, weights } from '../support/weights.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe('all or nothing', () => {
  const raw = (dtype: string, values: ArrayBufferView, shape: number[]) => {
    const parts: [string, string, number[], Uint8Array][] = Object.entries(twin).map(([name, each]) => [
      name,
      'F32',
      each.shape,
      new Uint8Array(Float32Array.from(each.values).buffer),
    ]);
    parts[3] = ['logits.bias', dtype, shape, new Uint8Array(values.buffer)];
    let end = 0;
    const header: Record<string, unknown> = {};
    for (const [name, type, size, bytes] of parts) {
      header[name] = { dtype: type, shape: size, data_offsets: [end, end + bytes.length] };
      end += bytes.length;
    }
    return withHeader(header, Uint8Array.from(parts.flatMap(([, , , bytes]) => [...bytes])));
  };

  it.each<[string, Uint8Array, string]>([
    ['whole numbers', raw('I64', new BigInt64Array(2), [2]), 'logits.bias of dtype I64, not F64, F32, F16 or BF16'],
    ['a NaN', raw('F32', Float32Array.from([1, Number.NaN]), [2]), "'logits.bias' must be finite, got NaN at index 1."],
    [
      'an infinity',
      raw('F16', Uint16Array.from([0, 0x7c00]), [2]),
      "'logits.bias' must be finite, got Infinity at index 1.",
    ],
    [
      '1e300',
      raw('F64', Float64Array.from([1, 1e300]), [2]),
      "'logits.bias' must be finite, got Infinity (or beyond float32) at index 1.",
    ],
    ['another shape', raw('F32', Float32Array.from([1, 2, 3]), [3]), 'logits.bias [3] instead of [2]'],
  ])('%s in the last tensor leaves the model as it was', async (_, file, message) => {
    const model = dense();
    await expectRefused(model, () => loadTorchWeights(model, file), message);
  });

  it('weights of a layer that cannot be set bring back those of the others', async () => {
    const model = dense();
    const last = model.getLayer('logits');
    const { setWeights } = last;
    let calls = 0;
    last.setWeights = (values) => {
      if (calls++ === 0) throw new Error('out of memory');
      setWeights.call(last, values);
    };
    const before = weights(model);
    const count = tf.memory().numTensors;
    await expect(loadTorchWeights(model, safetensors(twin))).rejects.toThrow('out of memory');
    expect(weights(model)).toEqual(before);
    expect(tf.memory().numTensors).toBe(count);
  });

  it('tensors of one name are refused, and can be told apart by prefix or ignore', async () => {
    const model = dense();
    const wrapped = Object.fromEntries(
      Object.entries(twin).map(([name, value]) => [
        `module.${name}`,
        { ...value, values: Array.from(value.values, (v) => 2 * v) },
      ]),
    );
    const file = safetensors({ ...twin, ...wrapped });
    await expectRefused(
      model,
      () => loadTorchWeights(model, file),
      "file must be a file of one tensor for 'dense1.weight', got 'dense1.weight' and 'module.dense1.weight'. Pass { ignore }",
    );
    await loadTorchWeights(model, file, { ignore: /^module\./ });
    expectAllClose(weights(model)[1], twin['dense1.bias'].values, 1e-6);
    await loadTorchWeights(model, file, { prefix: 'module.' });
    expectAllClose(weights(model)[1], wrapped['module.dense1.bias'].values, 1e-6);
  });

  it('a prefix takes a part of a file', async () => {
    const student = Object.fromEntries(Object.entries(twin).map(([name, value]) => [`module.student.${name}`, value]));
    const teacher = Object.fromEntries(Object.entries(twin).map(([name]) => [`module.teacher.${name}`, sines(1)]));
    const model = dense();
    for (const prefix of ['student.', 'module.student.', 'student', 'module.student']) {
      await loadTorchWeights(model, safetensors({ ...student, ...teacher }), { prefix });
    }
    await expectRefused(
      model,
      () => loadTorchWeights(model, safetensors(twin), { prefix: 'student.' }),
      "prefix must be what names of the file begin with, got 'student.'. It begins with 'dense1.weight'.",
    );
  });

  it('a file without the head, and a model without it, are told from slips', async () => {
    const model = dense();
    const backbone = { 'dense1.weight': twin['dense1.weight'], 'dense1.bias': twin['dense1.bias'] };
    await expectRefused(
      model,
      () => loadTorchWeights(model, safetensors(backbone)),
      /no logits\.weight \[2,2\].*\{ keep \} for layers that keep/,
    );
    const head = weights(model).slice(2);
    await loadTorchWeights(model, safetensors(backbone), { keep: /^logits$/ });
    expectAllClose(weights(model)[1], twin['dense1.bias'].values, 1e-6);
    expect(weights(model).slice(2)).toEqual(head);
    await expectRefused(
      model,
      () => loadTorchWeights(model, safetensors(backbone), { keep: /^head/ }),
      'keep must be a pattern of layers of the model, got /^head/. It has dense1, logits.',
    );
    const without = makeModel({ inputs: model.inputs, outputs: model.getLayer('embedding').output as SymbolicTensor });
    await expectRefused(
      without,
      () => loadTorchWeights(without, safetensors(twin)),
      /logits\.weight \[2,2\], which the model has no place for.*\{ ignore \} for what is not/,
    );
    await loadTorchWeights(without, safetensors(twin), { ignore: /^logits\./ });
  });

  it('names are known on both sides, or the nearest is told', async () => {
    const model = dense();
    const load = (names: Record<string, string>) => () => loadTorchWeights(model, safetensors(twin), { names });
    await expectRefused(
      model,
      load({ logit: 'logits' }),
      "names must be by layers of the model that have weights, got 'logit'. Did you mean 'logits'?",
    );
    await expectRefused(model, load({ embedding: 'logits' }), "got 'embedding'. It has dense1, logits.");
    await expectRefused(
      model,
      load({ logits: 'logit' }),
      "names['logits'] must be a module of the file, got 'logit'. Did you mean 'logits'?",
    );
    await expectRefused(model, load({ logits: 'classifier' }), "got 'classifier'. It has dense1, logits.");
  });

  it('layers of one name in two models have their own weights', async () => {
    const part = () =>
      sequential({ layers: [layers.dense({ inputShape: [2], units: 2, name: 'fc', useBias: false })] });
    const [a, b] = [part(), part()];
    [a.name, b.name] = ['a', 'b'];
    const x = input({ shape: [2] });
    const model = makeModel({ inputs: x, outputs: b.apply(a.apply(x)) as SymbolicTensor });
    await loadTorchWeights(
      model,
      safetensors({
        'a.fc.weight': { shape: [2, 2], values: [1, 2, 3, 4] },
        'b.fc.weight': { shape: [2, 2], values: [5, 6, 7, 8] },
      }),
    );
    expect(weights(model)).toEqual([
      [1, 3, 2, 4],
      [5, 7, 6, 8],
    ]);
    await loadFlaxWeights(
      model,
      safetensors({
        'Dense_0.kernel': { shape: [2, 2], values: [1, 2, 3, 4] },
        'Dense_1.kernel': { shape: [2, 2], values: [5, 6, 7, 8] },
      }),
    );
    expect(weights(model)[1]).toEqual([5, 6, 7, 8]);
  });
});
