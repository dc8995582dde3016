import type { GradConfig } from '@tensorflow/tfjs-core';
import { averagePooling3dGradient, averagePoolingGradient, averagePoolingGradientGradient } from './averagePooling.js';
import { batchNormGradient } from './batchNorm.js';
import { complexGradients } from './complexNumbers.js';
import { convolution3dInputGradientGradient } from './convolution3d.js';
import { cumsumGradient } from './cumsum.js';
import { depthToSpaceGradient } from './depthToSpace.js';
import { depthwiseInputGradientGradient } from './depthwiseConvolution.js';
import { diagGradient } from './diag.js';
import { dilatedConvolutionGradients } from './dilatedConvolution.js';
import { einsumGradient } from './einsum.js';
import { eluGradient } from './elu.js';
import { maxGradient, minGradient } from './extrema.js';
import { flipLeftRightGradient } from './flipLeftRight.js';
import { gatherGradient } from './gather.js';
import { gatherNdGradient } from './gatherNd.js';
import { localResponseNormalisationGradient } from './localResponseNormalisation.js';
import { maxPoolingGradient } from './maxPooling.js';
import { maxPooling3dGradient } from './maxPooling3d.js';
import { maxPoolingGradientGradient } from './maxPoolingTwice.js';
import { mirrorPadGradient } from './mirrorPad.js';
import { splitGradient, unstackGradient } from './onePiece.js';
import { maximumGradient, minimumGradient } from './pairwiseExtrema.js';
import { prodGradient } from './prod.js';
import { resizingGradients } from './resizing.js';
import { scatterNdGradient, tensorScatterUpdateGradient } from './scatterNd.js';
import { seluGradient } from './selu.js';
import { squaredDifferenceGradient } from './squaredDifference.js';
import { stridedSliceGradient } from './stridedSlice.js';
import { tileGradient } from './tile.js';
import { topKGradient } from './topK.js';
import { zeroGradients } from './zeroGradients.js';

const GRADIENTS: readonly GradConfig[] = [
  averagePoolingGradient,
  averagePooling3dGradient,
  averagePoolingGradientGradient,
  batchNormGradient,
  ...complexGradients,
  convolution3dInputGradientGradient,
  cumsumGradient,
  depthToSpaceGradient,
  depthwiseInputGradientGradient,
  diagGradient,
  einsumGradient,
  eluGradient,
  maxGradient,
  minGradient,
  flipLeftRightGradient,
  gatherGradient,
  gatherNdGradient,
  localResponseNormalisationGradient,
  maxPoolingGradient,
  maxPooling3dGradient,
  maxPoolingGradientGradient,
  mirrorPadGradient,
  splitGradient,
  unstackGradient,
  maximumGradient,
  minimumGradient,
  prodGradient,
  ...resizingGradients,
  scatterNdGradient,
  tensorScatterUpdateGradient,
  seluGradient,
  squaredDifferenceGradient,
  stridedSliceGradient,
  tileGradient,
  topKGradient,
  ...zeroGradients,
];

/** All gradients that this library puts in place of those of TensorFlow.js, or where TensorFlow.js has none. */
export function repairedGradients(): GradConfig[] {
  return [...GRADIENTS, ...dilatedConvolutionGradients()];
}
