import {
  backend_util,
  engine,
  getBackend,
  type KernelFunc,
  ones,
  type Tensor,
  type TensorInfo,
  tidy,
} from '@tensorflow/tfjs-core';
import { InputError } from '../input/checks.js';
import { withKernel } from './withKernel.js';

type Size = [number, number] | number;

/**
 * Runs work that takes gradients, and refuses those of average pooling over a padded border on backends that get them wrong: most
 * kernels of TensorFlow.js 4.22 divide them by the whole window there, while the forward pass divides by what of the window is inside.
 */
export function refusingWrongPooling<T>(work: () => T): T {
  const checked =
    (stock: KernelFunc): KernelFunc =>
    (args) => {
      const { filterSize, strides, pad } = args.attrs as unknown as { filterSize: Size; strides: Size; pad: 'same' };
      const shape = (args.inputs.input as TensorInfo).shape as [number, number, number, number];
      const { top, bottom, left, right } = backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad).padInfo;
      if (Math.max(top, bottom, left, right) === 0 || isRight(stock, args.backend as object)) return stock(args);
      throw new InputError(
        'f',
        `have no average pooling over the border on the backend '${getBackend()}'`,
        `windows of ${filterSize} by strides of ${strides} with padding '${pad}', whose gradient is wrong there`,
        "Use tfjs-node, or 'wasm' as useBestBackend sets it up, or a padding of valid.",
      );
    };
  return withKernel('AvgPoolGrad', getBackend(), checked, work);
}

const verdicts = new WeakMap<KernelFunc, boolean>();

/** Whether the gradient of a window of four with one entry inside is 1. */
function isRight(kernel: KernelFunc, backend: object): boolean {
  const known = verdicts.get(kernel);
  if (known !== undefined) return known;
  const verdict = tidy(() => {
    const one = ones([1, 1, 1, 1]);
    const attrs = { filterSize: 2, strides: 1, pad: 'same' };
    const made = kernel({ inputs: { dy: one, input: one }, attrs, backend }) as TensorInfo | Tensor;
    const gradient = 'dataSync' in made ? made : engine().makeTensorFromTensorInfo(made);
    return gradient.dataSync()[0] === 1;
  });
  verdicts.set(kernel, verdict);
  return verdict;
}
