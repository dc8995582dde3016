import {
  dispose,
  engine,
  getBackend,
  getKernel,
  type KernelBackend,
  type NamedAttrMap,
  registerKernel,
  type TensorContainer,
  type TensorInfo,
  tensor_util,
  tidy,
  unregisterKernel,
} from '@tensorflow/tfjs-core';

const KERNELS = ['Conv2DBackpropFilter', 'DepthwiseConv2dNativeBackpropFilter'] as const;

/** Thrown where the work reads a filter gradient, and caught below: whoever catches errors in between lets it pass. */
export class FilterGradientNeeded extends Error {}

const refuseToRead = () => {
  throw new FilterGradientNeeded();
};
/** Holds tensors that have a shape and no values, and says so to whoever reads one. */
const nowhere = {
  readSync: refuseToRead,
  read: refuseToRead,
  refCount: () => 1,
  incRef: () => {},
  disposeData: () => true,
} as unknown as KernelBackend;

/**
 * Runs work that takes gradients in inputs alone, without computing the gradients in convolution filters on the way.
 *
 * A layer of tf.layers computes both at once, wanted or not: on a VGG that is up to half of a vector-Jacobian product.
 * Should the work read a filter gradient after all, it is run a second time in full: the result is the same
 * either way. Works on every backend; where the filter gradient has no kernel, input gradients work regardless.
 *
 * @param work synchronous, free of side effects; its tensors are tidied
 * @returns what `work` returns
 */
export function inputGradientsOnly<T extends TensorContainer>(work: () => T): T {
  const backendName = getBackend();
  const withheld = new WeakSet<object>(); // data without values
  const stock = KERNELS.map((name) => getKernel(name, backendName));
  for (const [i, kernelName] of KERNELS.entries()) {
    if (stock[i]) unregisterKernel(kernelName, backendName);
    registerKernel({ kernelName, backendName, kernelFunc: ({ attrs }) => withoutValues(attrs!, withheld) });
  }
  try {
    const result = tidy(work);
    const tensors = tensor_util.getTensorsInContainer(result);
    if (!tensors.some(({ dataId }) => withheld.has(dataId))) return result;
    dispose(tensors);
  } catch (error) {
    if (!(error instanceof FilterGradientNeeded)) throw error;
  } finally {
    for (const [i, kernelName] of KERNELS.entries()) {
      unregisterKernel(kernelName, backendName);
      if (stock[i]) registerKernel(stock[i]);
    }
  }
  return tidy(work);
}

/** A tensor of the filter's shape whose values are nowhere. */
function withoutValues({ filterShape }: NamedAttrMap, withheld: WeakSet<object>): TensorInfo {
  const info = { dataId: {}, shape: filterShape as number[], dtype: 'float32' as const };
  withheld.add(info.dataId);
  return engine().makeTensorFromTensorInfo(info, nowhere);
}
