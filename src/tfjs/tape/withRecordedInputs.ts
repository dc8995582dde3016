import { engine, type NamedAttrMap, type NamedTensorMap, ones, zeros } from '@tensorflow/tfjs-core';

type RunKernel = (kernelName: string, inputs: NamedTensorMap, attrs?: NamedAttrMap) => unknown;

/**
 * Runs work of which the tape records what the operations were given. Two faults of TensorFlow.js 4.22.0 are in the
 * way.
 *
 * Batch norm without scale or offset (in Inception networks, and in a layer norm without them) records undefined
 * inputs, and fails as soon as they are saved or the tape is walked. Here it is given ones and zeros in their place,
 * which change nothing.
 *
 * An operation with several outputs returns the very array that the tape holds. After `tf.split(x, 2).reverse()` the
 * gradient belongs to the wrong piece. Here the caller gets an array of its own.
 */
export function withRecordedInputs<T>(work: () => T): T {
  const host = engine() as unknown as { runKernel: RunKernel };
  const own = Object.hasOwn(host, 'runKernel');
  const stock = host.runKernel;
  host.runKernel = (kernelName, inputs, attrs) => {
    const outputs = stock.call(host, kernelName, kernelName === 'FusedBatchNorm' ? complete(inputs) : inputs, attrs);
    return Array.isArray(outputs) ? [...outputs] : outputs;
  };
  try {
    return work();
  } finally {
    if (own) host.runKernel = stock;
    else delete (host as Partial<typeof host>).runKernel;
  }
}

function complete(inputs: NamedTensorMap): NamedTensorMap {
  const { shape } = inputs.mean;
  return { ...inputs, scale: inputs.scale ?? ones(shape), offset: inputs.offset ?? zeros(shape) };
}
