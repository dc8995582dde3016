import { type Tensor, tidy } from '@tensorflow/tfjs-core';
import { describe, InputError, isTensor, refuse } from '../input/checks.js';
import { publicCall } from '../input/publicCall.js';
import { type Classifier, classifierOfColumns } from './binaryColumns.js';
import { byBatches } from './byBatches.js';
import { classifierOf, type Head, isSame, reads } from './classifierOf.js';
import { type ModelLike, outputsOf, type Point, pointsOf } from './layerGraph.js';
import { isInput, listOf, type PointNames, pointNames } from './pointNames.js';
import { reached, runTo } from './runTo.js';
import type { SplitAtEmbeddingOptions, SplitModel } from './splitModel.js';

/** Does what {@link splitAtEmbedding} does, for a LayersModel. */
export function splitLayers(model: ModelLike, { layer, output }: SplitAtEmbeddingOptions): SplitModel {
  if (model.inputs.length === 0 || model.outputs.length === 0) {
    refuse('model', 'of one input', '0 inputs', 'Give its first layer an inputShape.');
  }
  const outputs = outputsOf(model);
  const names = pointNames(model, pointsOf(outputs));
  const followed = output === undefined ? outputs : [outputNamed(outputs, output, names)];
  if (layer !== undefined) return cutAt(model, names.find(layer), followed, names);
  const [heads, reasons] = headsOf(followed, names);
  if (heads.length === 1) return cutAt(model, heads[0].input, followed, names, heads[0]);
  if (followed.length > 1) {
    const ends = followed.map((point) => `'${names.label(point)}'`);
    const follow = `Pass { output: ${ends[0]} } for the one to follow back to its Dense layer`;
    const remedy = `${follow}, or { layer } with one of ${names.all}.`;
    refuse('model', 'of one output', `${ends.length} outputs (${ends.join(', ')})`, remedy);
  }
  const expected =
    'end in a Dense layer or a 1 x 1 convolution, whose input is the embedding, then softmax or sigmoid at most';
  const remedy = `Pass { layer } with the layer whose output is the embedding: ${names.all}.`;
  throw new InputError('model', expected, reasons[0], remedy);
}

/** The linear layers that make some outputs, each once, and for the other outputs the reasons why there is none. */
function headsOf(outputs: readonly Point[], names: PointNames): [heads: Head[], reasons: string[]] {
  const heads: Head[] = [];
  const reasons: string[] = [];
  for (const output of outputs) {
    const head = classifierOf(output, names.label);
    if (typeof head === 'string') reasons.push(head);
    else if (!heads.some((each) => isSame(each, head))) heads.push(head);
  }
  return [heads, reasons];
}

/** The parts of a model before and after a point. */
function cutAt(model: ModelLike, point: Point, outputs: Point[], names: PointNames, chosen?: Head): SplitModel {
  const inputs = reached(model, point);
  if (inputs.length !== 1) refuseInputs(model, point, inputs.length, outputs, names);
  // Of several outputs, the ones whose layer reads what is made here; two of them leave no single classifier.
  const reading = chosen ? [chosen] : headsOf(outputs, names)[0].filter((each) => reads(each, point));
  const head = reading.length === 1 ? reading[0] : undefined;
  const classifier = head && classifierOfColumns(head.weights, head.bias);
  const [batch, ...shape] = inputs[0].shape;
  const run = byBatches(runTo(model, point), batch);
  const embedding = (x: Tensor): Tensor =>
    publicCall('embedding', () => {
      checkShape(x, shape);
      touch(classifier);
      return tidy(() => (head ? head.gather(run(x)) : run(x)));
    });
  touch(classifier);
  return { embedding, layer: names.label(point), ...(classifier && { classifier }) };
}

/** Brings weights that are made up to date, for whoever holds them. */
function touch(classifier?: Classifier): void {
  void classifier?.weights;
  void classifier?.bias;
}

function checkShape(x: Tensor, shape: (number | null)[]): void {
  const expected = `a tensor of shape [n, ${shape.map((size) => size ?? 'any').join(', ')}]`;
  const fits =
    isTensor(x) && x.rank === shape.length + 1 && shape.every((size, i) => (size ?? x.shape[i + 1]) === x.shape[i + 1]);
  if (!fits)
    refuse('x', expected, describe(x), 'Pass a batch as the model takes it, the examples along the first axis.');
}

function outputNamed(outputs: Point[], output: string, names: PointNames): Point {
  const ends = outputs.map(names.label);
  const place = ends.findIndex((end) => end === output || end.endsWith(`/${output}`));
  if (place >= 0) return outputs[place];
  return refuse(
    'output',
    `one of ${ends.map((end) => `'${end}'`).join(', ')}`,
    describe(output),
    'Pass one of these names.',
  );
}

function refuseInputs(model: ModelLike, point: Point, count: number, outputs: Point[], names: PointNames): never {
  const inputs = `${count} inputs`;
  if (count === 0)
    refuse('layer', 'one that the input leads to', `'${names.label(point)}', which no input leads to`, 'Pass another.');
  const alone = pointsOf(outputs).filter((each) => !isInput(each) && reached(model, each).length === 1);
  const single = alone.map(names.label);
  const list = model.inputs.map(({ sourceLayer }) => `'${sourceLayer.name}'`).join(', ');
  const others =
    single.length > 0 ? ` Or pass { layer } with one that a single input leads to: ${listOf(single)}.` : '';
  const { name } = point.symbol.sourceLayer;
  const part =
    point.frames.length === 0
      ? `tf.model({ inputs: model.inputs, outputs: model.getLayer('${name}').output })`
      : 'model';
  const call = `(x) => part.apply([x, other]), part = ${part}`;
  const remedy = `Write a function of the input that varies, the others fixed: ${call}.${others}`;
  return refuse('model', 'of one input', `${inputs} (${list})`, remedy);
}
