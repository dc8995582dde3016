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

/**
 * Thrown where the work reads a filter gradient, and caught below. Code in between that catches errors lets it pass.
 */
export class FilterGradientNeeded extends Error {}

const refuseToRead = () => {
  throw new FilterGradientNeeded();
};
/** Holds tensors that have a shape and no values. Whoever reads one is told so. */
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
 * TensorFlow.js (4.22.0) computes both at once for a layer of tf.layers, needed or not. On a VGG that is up to half of
 * a vector-Jacobian product. Should the work read a filter gradient after all, it runs a second time in full, so the
 * result is the same either way. On a backend without a kernel for the filter gradient, input gradients work too.
 *
 * @param work Synchronous work, free of side effects. Its tensors are tidied.
 * @returns What `work` returns.
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

/** A tensor of the filter's shape that has no values. */
function withoutValues({ filterShape }: NamedAttrMap, withheld: WeakSet<object>): TensorInfo {
  const info = { dataId: {}, shape: filterShape as number[], dtype: 'float32' as const };
  withheld.add(info.dataId);
  return engine().makeTensorFromTensorInfo(info, nowhere);
}
