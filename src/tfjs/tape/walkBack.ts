import { add, type Tensor, tidy, util } from '@tensorflow/tfjs-core';
import { refuse } from '../../input/checks.js';
import { explainingGradient } from './explainingGradient.js';
import { noGradient } from './noGradient.js';
import { operationName } from './operationName.js';
import type { PathNode } from './pathBetween.js';
import type { Watch } from './recording.js';
import type { TapeNode } from './tapeNode.js';

/**
 * Differentiates in reverse mode along a path. Cotangents are freed as soon as they have been passed on.
 *
 * @param path The nodes that lead from x to y.
 * @param cotangent The cotangent of y, of its shape.
 * @returns The cotangent of x, of its shape. Undefined where no path leads from x to y.
 */
export function walkBack(
  path: readonly PathNode[],
  x: Tensor,
  y: Tensor,
  cotangent: Tensor,
  watch?: Watch,
): Tensor | undefined {
  if (path.length === 0) return undefined;
  return tidy(() => {
    const cotangents = new Map<number, Tensor>([[y.id, cotangent]]);
    for (const [later, node] of [...path].reverse().entries()) {
      const { kernelName, gradient, inputs, outputs, fromX } = node;
      if (!gradient) throw noGradient(kernelName);
      const dys = outputs.map(({ id }) => cotangents.get(id) ?? null);
      const dxs = tidy(() =>
        explainingGradient(kernelName, () => {
          const thunks = gradient(dys);
          return fromX.map((name) => {
            if (!thunks[name]) throw new Error(`Cannot backprop through input ${name}.`);
            return checkGradientOf(node, name, thunks[name]());
          });
        }),
      );
      watch?.({
        kernelName,
        at: path.length - later,
        of: path.length,
        outputs: outputs.map(({ id }, i) => ({ id, dy: dys[i] })),
        inputs: fromX.map((name, i) => ({ id: inputs[name].id, dx: dxs[i] })),
      });
      for (const { id } of outputs) cotangents.delete(id);
      fromX.forEach((name, i) => {
        const { id } = inputs[name];
        const held = cotangents.get(id);
        cotangents.set(id, held ? add(held, dxs[i]) : dxs[i]);
      });
      const needed = new Set<Tensor>([cotangent, ...cotangents.values()]);
      for (const tensor of [...dys, ...dxs]) if (tensor && !needed.has(tensor)) tensor.dispose();
    }
    return cotangents.get(x.id)!;
  });
}

/**
 * Refuses what cannot be the gradient in an input, as `tf.grad` does. Gradients that TensorFlow.js and users register
 * are not typed.
 */
function checkGradientOf({ kernelName, inputs }: TapeNode, name: string, dx: Tensor): Tensor {
  const { shape } = inputs[name];
  const expected = inputs[name].dtype === 'complex64' ? 'complex64' : 'float32';
  if (dx?.dtype === expected && util.arraysEqual(dx.shape, shape)) return dx;
  const whole = inputs[name].dtype === 'float32' ? '' : ' The input is of whole numbers, which have no derivative.';
  return refuse(
    'f',
    `made of operations whose gradients are float32 and of the shape of their inputs`,
    `${dx?.dtype} of shape [${dx?.shape}] for the input '${name}' of ${operationName(kernelName)}, of shape [${shape}]`,
    `Mend it if it is yours; else leave it out of f, or measure from what it returns on.${whole}`,
  );
}
