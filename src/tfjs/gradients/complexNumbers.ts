import {
  cast,
  complex,
  div,
  fft,
  type GradConfig,
  ifft,
  imag,
  maximum,
  mul,
  neg,
  real,
  type Tensor,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { gradientOf } from './gradientOf.js';
import { reduceTo } from './reduceTo.js';

/**
 * Gradients through complex numbers. TensorFlow.js 4.22.0 has none of complex, real and imag, and drops the imaginary
 * part in those of a product and of an absolute value. Here the cotangent of z is dL/d(Re z) + i dL/d(Im z), and the
 * adjoint of a linear map is its conjugate transpose.
 */
export const complexGradients: readonly GradConfig[] = [
  gradientOf('Complex', {}, (dy) => ({ real: () => real(dy), imag: () => imag(dy) })),
  gradientOf('Real', {}, (dy) => ({ input: () => complex(dy, zerosLike(dy)) })),
  gradientOf('Imag', {}, (dy) => ({ input: () => complex(zerosLike(dy), dy) })),
  gradientOf('FFT', {}, (dy) => ({ input: () => scaled(ifft(dy), dy.shape[dy.rank - 1]) })),
  gradientOf('IFFT', {}, (dy) => ({ input: () => scaled(fft(dy), 1 / dy.shape[dy.rank - 1]) })),
  gradientOf('ComplexAbs', { inputsToSave: ['x'], outputsToSave: [true] }, (dy, [x, y]) => ({
    x: () => {
      const share = div(dy, maximum(y, 1e-37)); // 0 at z = 0, where there is no derivative
      return complex(mul(share, real(x)), mul(share, imag(x)));
    },
  })),
  gradientOf('Multiply', { inputsToSave: ['a', 'b'] }, (dy, [a, b]) => ({
    a: () => reduceTo(mul(dy, conjugate(b)), a.shape),
    b: () => reduceTo(mul(dy, conjugate(a)), b.shape),
  })),
];

const scaled = (z: Tensor, by: number) => complex(mul(real(z), by), mul(imag(z), by));

/** The conjugate of a factor, by which a cotangent is multiplied. Whole numbers and bool become float32. */
const conjugate = (factor: Tensor) =>
  factor.dtype === 'complex64' ? complex(real(factor), neg(imag(factor))) : cast(factor, 'float32');
