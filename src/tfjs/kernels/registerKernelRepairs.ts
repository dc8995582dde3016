import { averagePoolingGradient } from './averagePooling.js';
import { batchNormShapes } from './batchNormShapes.js';
import { batchProducts } from './batchProducts.js';
import { DEPTHWISE_KERNELS, refuseChannelsFirst } from './channelsFirst.js';
import { convolution3d, convolution3dBackpropFilter, convolution3dBackpropInput } from './convolution3d.js';
import { numericPadding, PADDED_KERNELS } from './numericPadding.js';
import { pointwiseFilterGradient } from './pointwiseFilterGradient.js';
import { averagePooling3d, averagePooling3dGradient, maxPooling3d, maxPooling3dGradient } from './pooling3d.js';
import { preferKernel } from './preferKernel.js';
import { resizingGradient } from './resizingGradient.js';
import { stridedSlices } from './stridedSlices.js';

/**
 * Repairs kernels that a backend of TensorFlow.js 4.22.0 gets wrong. Those in JavaScript and in WebAssembly have most
 * faults in common. docs/backends.md lists what is wrong, and `npm run test:kernels` looks for more.
 */
export function registerKernelRepairs(backendName: 'cpu' | 'wasm' | 'tensorflow'): void {
  const prefer = preferKernel.bind(null, backendName);
  for (const name of DEPTHWISE_KERNELS) prefer(name, refuseChannelsFirst);
  if (backendName === 'tensorflow') {
    prefer('Conv2DBackpropFilter', pointwiseFilterGradient);
    return;
  }
  prefer('BatchMatMul', batchProducts);
  prefer('FusedBatchNorm', batchNormShapes);
  prefer('StridedSlice', stridedSlices);
  prefer('Conv3D', convolution3d);
  prefer('Conv3DBackpropInputV2', convolution3dBackpropInput);
  prefer('Conv3DBackpropFilterV2', convolution3dBackpropFilter);
  prefer('MaxPool3D', maxPooling3d);
  prefer('MaxPool3DGrad', maxPooling3dGradient);
  prefer('AvgPool3D', averagePooling3d);
  prefer('AvgPool3DGrad', averagePooling3dGradient);
  if (backendName === 'cpu') {
    prefer('AvgPoolGrad', averagePoolingGradient);
    prefer('ResizeBilinearGrad', resizingGradient);
  }
  for (const name of PADDED_KERNELS) prefer(name, numericPadding);
}
