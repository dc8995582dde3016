import { getBackend } from '@tensorflow/tfjs-core';
import { InputError } from '../../input/checks.js';
import { noKernel } from './explainingKernels.js';
import { FilterGradientNeeded } from './inputGradientsOnly.js';
import { INSTEAD, insteadOf } from './insteadOf.js';
import { quotedName } from './operationName.js';

/**
 * Runs the gradient of one operation. Whatever it fails with becomes a refusal that names the operation and says what
 * to do.
 */
export function explainingGradient<T>(kernelName: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof InputError || error instanceof FilterGradientNeeded || error instanceof RangeError)
      throw error;
    throw noKernel(error) ?? failedGradient(error, kernelName);
  }
}

function failedGradient(error: unknown, kernelName: string): InputError {
  const operation = quotedName(kernelName);
  const message = error instanceof Error ? error.message : String(error);
  const refusal = /disposed|undefined \(reading 'backend'\)/i.test(message)
    ? new InputError(
        'f',
        'be made of operations that save what their gradient needs',
        `${operation}, whose own gradient (tf.customGrad) holds a tensor that is gone`,
        INSTEAD[kernelName] ??
          'Hand the tensor on with save([tensor]), and take it from the second argument of gradFunc.',
      )
    : new InputError(
        'f',
        'be made of operations whose gradient works',
        `${operation} on the backend '${getBackend()}', whose gradient fails with "${message}"`,
        insteadOf(kernelName),
      );
  return Object.assign(refusal, { cause: error });
}
