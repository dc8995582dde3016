import { readFileSync } from 'node:fs';
import { type GraphModel, loadGraphModel } from '@tensorflow/tfjs-converter';
import * as tf from '@tensorflow/tfjs-core';
import { geometricComplexity, jacobian, neuralCollapse } from 'geocollapse';
import { useBestBackend } from 'geocollapse/backends';
import { parseSafetensors, splitAtEmbedding } from 'geocollapse/models';
import { beforeAll, expect, it } from 'vitest';
import { onEveryBackend } from '../support/backends.js';
import { expectAllClose, expectClose } from '../support/close.js';
import { expectNoLeak } from '../support/leaks.js';

const file = (name: string) => readFileSync(new URL(`../fixtures/models/graph/${name}`, import.meta.url));

/** The model that the TensorFlow.js converter wrote, see make_graph.py. */
async function converted(): Promise<GraphModel> {
  const { modelTopology, weightsManifest, format, signature } = JSON.parse(file('model.json').toString());
  const weightData = new Uint8Array(file('group1-shard1of1.bin')).buffer;
  const artifacts = { modelTopology, weightSpecs: weightsManifest[0].weights, weightData, format, signature };
  return loadGraphModel({ load: async () => artifacts });
}

onEveryBackend('a converted GraphModel', (backend) => {
  let model: GraphModel;
  const stored = parseSafetensors(file('case.safetensors'));
  const values = (name: string) => stored[name].values();
  const input = () => tf.tensor(values('input'), stored.input.shape);
  beforeAll(async () => {
    await useBestBackend({ prefer: backend, print: false });
    model = await converted();
  });

  it('is cut before its last product, and the parts give what TensorFlow gave', async () => {
    const { embedding, classifier, layer } = splitAtEmbedding(model);
    expect(layer).toBe('StatefulPartitionedCall/sequential/embedding/Mean');
    const features = embedding(input());
    expectAllClose(await features.data(), values('features'), 1e-5);
    const logits = tf.add(tf.matMul(features as tf.Tensor2D, classifier.weights), classifier.bias!);
    expectAllClose(await logits.data(), values('logits'), 1e-5);
  });

  it('can be differentiated, without a leak', async () => {
    const { embedding } = splitAtEmbedding(model);
    const energy = tf.grad((x: tf.Tensor) => tf.sum(tf.square(embedding(x))));
    const x = input();
    expectAllClose(await energy(x).data(), values('gradient'), 1e-4);
    await expectNoLeak(() => energy(x).dispose());
    await expectNoLeak(() => embedding(x).dispose());
  });

  it('is cut at any node, by its full name or by the layer that it came from', () => {
    const { embedding, classifier, layer } = splitAtEmbedding(model, { layer: 'pool1' });
    expect([layer, classifier]).toEqual(['StatefulPartitionedCall/sequential/pool1/MaxPool', undefined]);
    expect(embedding(input()).shape).toEqual([3, 4, 4, 4]);
    expect(splitAtEmbedding(model, { layer }).layer).toBe(layer);
    expect(splitAtEmbedding(model, { layer: 'embedding' }).classifier?.weights.shape).toEqual([6, 3]);
  });

  it('has its geometric complexity and its neural collapse measured', async () => {
    const { embedding, classifier } = splitAtEmbedding(model);
    const { mean, perExample } = await geometricComplexity(embedding, input(), { estimator: 'exact' });
    const rows = tf.sum(tf.square(tf.reshape(jacobian(embedding, input()), [3, -1])), 1);
    expectAllClose(perExample, await rows.data(), 1e-5);
    expectClose(mean, tf.mean(rows).dataSync()[0], 1e-5);
    const x = tf.concat([input(), tf.mul(input(), 0.5)]);
    const { nc1, nc3 } = await neuralCollapse(embedding(x), [0, 1, 2, 0, 1, 2], { classifier });
    expect(Number.isFinite(nc1) && Number.isFinite(nc3)).toBe(true);
  });

  it('without such a node is an error that lists the nodes', () => {
    expect(() => splitAtEmbedding(model, { layer: 'fc7' })).toThrow(
      /model must hold one node 'fc7', got .*sequential\/conv1\/Relu, .*embedding\/Mean, .*Identity\. Pass \{ layer \}/,
    );
    expect(() => splitAtEmbedding(model, { layer: 'sequential' })).toThrow(/one node 'sequential', got .*Relu, /);
    expect(() => splitAtEmbedding({} as GraphModel)).toThrow(
      'splitAtEmbedding: model must be a LayersModel or a GraphModel, got an object of class Object.',
    );
  });
});
