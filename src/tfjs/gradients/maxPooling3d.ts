import { reshape, type Tensor } from '@tensorflow/tfjs-core';
import { gradientOf } from './gradientOf.js';
import { seenByMaxPoolGrad } from './maxPooling.js';
import type { Pooling } from './poolingAxes.js';
import { runKernel } from './runKernel.js';

/**
 * The gradient of max pooling of volumes that can be differentiated again. In TensorFlow.js 4.22.0 it is a kernel
 * without a gradient. The largest entry of a box is the largest over the depth, and then over height and width, each of
 * which is a pooling in two dimensions.
 */
export const maxPooling3dGradient = gradientOf<Pooling>(
  'MaxPool3D',
  { inputsToSave: ['x'], outputsToSave: [true] },
  (dy, [x, y], attrs) => ({ x: () => inTwoSteps(dy, x, y, attrs) }),
);

/** dy [n, od, oh, ow, c], x [n, d, h, w, c], y of the shape of dy -> dx [n, d, h, w, c]. */
function inTwoSteps(dy: Tensor, x: Tensor, y: Tensor, { filterSize, strides, pad, dimRoundingMode }: Pooling): Tensor {
  const [n, d, h, w, c] = x.shape;
  const outputs = y.shape[1]!;
  const three = (sizes: number | number[]) => (typeof sizes === 'number' ? [sizes, sizes, sizes] : sizes);
  const [windows, steps] = [three(filterSize), three(strides)];
  const none: [number, number] = [0, 0];
  const depthPad = typeof pad === 'number' ? [none, [pad, pad] as [number, number], none, none] : pad;
  const overDepth = { filterSize: [windows[0], 1], strides: [steps[0], 1], pad: depthPad, dimRoundingMode };
  const overPlane = { filterSize: windows.slice(1), strides: steps.slice(1), pad, dimRoundingMode };
  const columns = reshape(x, [n, d, h * w, c]);
  const deep = runKernel('MaxPool', { x: columns }, overDepth); // [n, outputs, h w, c]
  const planes = reshape(deep, [n * outputs, h, w, c]);
  const flat = (tensor: Tensor) => reshape(tensor, [n * outputs, ...tensor.shape.slice(2)]);
  const ofPlanes = { dy: flat(dy), input: seenByMaxPoolGrad(planes), output: flat(y) };
  const dDeep = reshape(runKernel('MaxPoolGrad', ofPlanes, overPlane), deep.shape);
  const ofColumns = { dy: dDeep, input: seenByMaxPoolGrad(columns), output: deep };
  return reshape(runKernel('MaxPoolGrad', ofColumns, overDepth), x.shape);
}
