import { exp, minimum, type Tensor } from '@tensorflow/tfjs-core';

/** exp(x) for x <= 0 and 1 above. The side that is not used does not overflow, since infinity times 0 is not 0. */
export function decay(x: Tensor): Tensor {
  return exp(minimum(x, 0));
}
