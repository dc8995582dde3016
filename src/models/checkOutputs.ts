import { dispose, type Tensor, tensor, tidy } from '@tensorflow/tfjs-core';
import { checkNumber, describe, InputError, isTensor, refuse } from '../input/checks.js';
import { isPlainObject, later, needed, number, type Read, readOptions } from '../input/options.js';
import { keyOf, type ModelLike, outputsOf, type Point, pointsOf } from './layerGraph.js';
import { pointNames } from './pointNames.js';
import { reached, runTo } from './runTo.js';

/** Values of a tensor: a tensor of a backend, or one of a file that `parseSafetensors` has read. */
export type Values = Tensor | { readonly shape: readonly number[]; values(): ArrayLike<number> };

/** One batch of inputs, and what the original network made of it. */
export interface OutputCheck {
  /** The inputs [n, ...], channels last, as the model takes them. */
  input: Values;
  /** The output of the original in inference mode. */
  output: Values;
  /** Outputs on the way, by layers of the model, channels last. The error then names the first that differs. */
  layers?: Record<string, Values>;
  /** The largest deviation that is accepted, divided by the largest value of an output. The default is 1e-3. */
  tolerance?: number;
}

const values: Read<Values> = (argument, value) => {
  const stored = value as Partial<Exclude<Values, Tensor>>;
  if (isTensor(value) || (Array.isArray(stored?.shape) && typeof stored.values === 'function')) return value as Values;
  return refuse(
    argument,
    'a tensor, or a tensor of a safetensors file',
    describe(value),
    'Wrap arrays in tf.tensor(values, shape).',
  );
};

/** Reads the option `check`. */
export const outputCheck: Read<OutputCheck> = (argument, value) => {
  const readers = {
    input: needed(values),
    output: needed(values),
    layers: later<Record<string, Values>>(),
    tolerance: number(),
  };
  const { layers, tolerance, ...rest } = readOptions(value, readers, argument);
  if (tolerance !== undefined) checkNumber(`${argument}.tolerance`, tolerance);
  if (layers !== undefined && !isPlainObject(layers)) {
    refuse(
      `${argument}.layers`,
      'an object of tensors by layer',
      describe(layers),
      'Leave it out to compare the output alone.',
    );
  }
  for (const [name, each] of Object.entries(layers ?? {})) values(`${argument}.layers['${name}']`, each);
  return { ...rest, ...(layers && { layers }), ...(tolerance !== undefined && { tolerance }) };
};

/** The points of the model to compare, in the order of the network, and what they should be. */
export function comparisons(model: ModelLike, check: OutputCheck): { name: string; point: Point; expected: Values }[] {
  const points = pointsOf(outputsOf(model));
  if (model.outputs.length !== 1 || model.inputs.length !== 1) {
    refuse(
      'check',
      'for a model of one input and one output',
      `one of ${model.inputs.length} and ${model.outputs.length}`,
      'Leave it out.',
    );
  }
  const names = pointNames(model, points);
  const given = Object.entries(check.layers ?? {}).map(([name, expected]) => ({
    name: `'${name}'`,
    point: names.find(name),
    expected,
  }));
  const place = (point: Point) => points.findIndex((each) => keyOf(each) === keyOf(point));
  given.sort((a, b) => place(a.point) - place(b.point));
  return [...given, { name: 'the output', point: outputsOf(model)[0], expected: check.output }];
}

/** Runs the model on a batch, and refuses it where it first differs from the original. */
export async function checkOutputs(model: ModelLike, check: OutputCheck): Promise<void> {
  const { tolerance = 1e-3 } = check;
  let agreed = '';
  for (const { name, point, expected } of comparisons(model, check)) {
    const [ours, theirs] = tidy(() => {
      const input = asTensor(check.input);
      checkShape('check.input', input.shape, [null, ...reached(model, point)[0].shape.slice(1)]);
      return [runTo(model, point)(input), asTensor(expected).clone()];
    });
    try {
      checkShape(`check (${name})`, theirs.shape, ours.shape);
      const [a, b] = await Promise.all([ours.data(), theirs.data()]);
      const { off, at } = furthest(a, b);
      if (!(off <= tolerance)) {
        const share = Number.isFinite(off) ? `${(100 * off).toPrecision(3)}% of its largest value` : `${off}`;
        const got = `${name} wrong by ${share}${agreed} (${a[at]} where ${b[at]} is right, at index ${at})`;
        const remedy =
          'Look at padding, epsilon, activations and the order of axes there; { check: { layers } } with outputs on ' +
          'the way tells where it begins. The model has its old weights again.';
        throw new InputError('model', `give what the original gave, within ${100 * tolerance}%`, got, remedy);
      }
      agreed = `, after ${name}, which agrees`;
    } finally {
      dispose([ours, theirs]);
    }
  }
}

function asTensor(value: Values): Tensor {
  return isTensor(value) ? value : tensor(Float32Array.from(value.values()), [...value.shape]);
}

function checkShape(argument: string, shape: readonly number[], expected: readonly (number | null)[]): void {
  if (shape.length === expected.length && expected.every((size, i) => size === null || size === shape[i])) return;
  const remedy =
    shape.length === 4
      ? 'PyTorch has channels first: pass tf.transpose(x, [0, 2, 3, 1]).'
      : 'Pass it as the model has it.';
  refuse(argument, `of shape [${expected.map((size) => size ?? 'n').join(',')}]`, `[${shape}]`, remedy);
}

/** The largest deviation, divided by the largest right value, and its place. */
function furthest(ours: ArrayLike<number>, right: ArrayLike<number>): { off: number; at: number } {
  let [scale, most, at] = [0, 0, 0];
  for (let i = 0; i < right.length; i++) {
    scale = Math.max(scale, Math.abs(right[i]));
    const off = Math.abs(ours[i] - right[i]);
    if (Number.isNaN(off)) return { off, at: i };
    if (off > most) [most, at] = [off, i];
  }
  return { off: most === 0 ? 0 : most / scale, at };
}
