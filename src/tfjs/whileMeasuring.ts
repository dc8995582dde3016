import type { GradConfig } from '@tensorflow/tfjs-core';
import { ACTIVATION_GRADIENTS } from './activationGradients.js';
import { batchNormGradient } from './batchNormGradient.js';
import { CONVOLUTION_GRADIENTS } from './convolutionGradients.js';
import { dilatedConvolutionGradients } from './dilatedConvolutionGradients.js';
import { EINSUM_GRADIENT } from './einsumGradient.js';
import { GATHER_GRADIENTS } from './gatherGradients.js';
import { MAXIMUM_GRADIENTS } from './maximumGradients.js';
import { refusingGradients } from './missing.js';
import { POOLING_GRADIENTS } from './poolingGradients.js';
import { REARRANGING_GRADIENTS } from './rearrangingGradients.js';
import { withRecordedInputs } from './recordedInputs.js';
import { RESAMPLING_GRADIENTS } from './resamplingGradients.js';
import { RESPONSE_NORMALISATION_GRADIENT } from './responseNormalisationGradient.js';
import { SPECTRAL_GRADIENTS } from './spectralGradients.js';
import { clearWebglSpareLanes } from './webglSpareLanes.js';
import { splitWebgpuSums } from './webgpuSums.js';
import { withGradients } from './withGradients.js';
import { ZERO_GRADIENTS } from './withoutDerivative.js';

const GRADIENTS: readonly GradConfig[] = [
  ...ACTIVATION_GRADIENTS,
  ...CONVOLUTION_GRADIENTS,
  ...GATHER_GRADIENTS,
  ...MAXIMUM_GRADIENTS,
  ...POOLING_GRADIENTS,
  ...REARRANGING_GRADIENTS,
  ...RESAMPLING_GRADIENTS,
  ...SPECTRAL_GRADIENTS,
  ...ZERO_GRADIENTS,
  EINSUM_GRADIENT,
  RESPONSE_NORMALISATION_GRADIENT,
  batchNormGradient,
];

/**
 * How to run synchronous work with gradients that are right, and those of second order, in place of what TensorFlow.js has wrong or lacks.
 * They are taken back after each piece of work: what the user trains outside of it keeps the gradients that TensorFlow.js gives it.
 *
 * @param twice whether TensorFlow.js walks what is recorded once more, and is to meet refusals that say what to do where a gradient is missing
 */
export function measuringScope(twice: boolean): <T>(work: () => T) => T {
  // For those who made the backend current themselves; these stay, since they change nothing that was right.
  clearWebglSpareLanes();
  splitWebgpuSums();
  const ours = [...GRADIENTS, ...dilatedConvolutionGradients()];
  const all = twice ? [...ours, ...withGradients(ours, refusingGradients)] : ours;
  return (work) => withGradients(all, () => withRecordedInputs(work));
}
