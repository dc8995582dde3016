import * as tf from '@tensorflow/tfjs-core';
import { squaredJacobianNorms } from 'geocollapse';
import { expect, it } from 'vitest';
import '../../support/backends.js';
import { expectClose } from '../../support/close.js';
import { refusal } from '../../support/refusal.js';

/** The message of the refusal of f at x. */
const messageAt = async (f: (x: tf.Tensor) => tf.Tensor, x: tf.Tensor) =>
  (await refusal(() => squaredJacobianNorms(f, x))).message;

it('sends complex inputs to their real and imaginary parts, not to a cast, which drops half of them', async () => {
  await tf.setBackend('cpu');
  const part = tf.tensor2d([[1, 2]]);
  const x = tf.complex(part, part);
  const message = await messageAt((z) => z, x);
  expect(message).toContain('x must be of dtype float32, got complex64. Pass tf.concat([tf.real(x), tf.imag(x)], -1)');
  expect(message).not.toContain('cast');
  // The remedy: 2 (re + im) has the derivative 2 in each of the four values of an example.
  const halves = tf.concat([tf.real(x), tf.imag(x)], -1);
  const [norm] = await squaredJacobianNorms(
    (z) => tf.mul(tf.add(...(tf.split(z, 2, -1) as [tf.Tensor, tf.Tensor])), 2),
    halves,
  );
  expectClose(norm, 16);
  tf.dispose([part, x, halves]);
});

it('sends text to the vectors of its tokens', async () => {
  const x = tf.tensor2d([['a', 'b']]);
  expect(await messageAt((z) => z, x)).toContain('got string. Text has no derivative: look its tokens up first');
  x.dispose();
});

it('sends complex features to their real and imaginary parts', async () => {
  await tf.setBackend('cpu');
  const x = tf.tensor2d([[1, 2, 3, 4]]);
  const spectrum = (z: tf.Tensor) => tf.spectral.rfft(z);
  expect(await messageAt(spectrum, x)).toContain(
    'f(x) must be of dtype float32, got complex64. Return tf.concat([tf.real(y), tf.imag(y)], -1)',
  );
  // The remedy: the lines of the transform of 4 values have the squared norms 4, 2 + 2 and 4.
  const [norm] = await squaredJacobianNorms((z) => {
    const y = spectrum(z);
    return tf.concat([tf.real(y), tf.imag(y)], -1);
  }, x);
  expectClose(norm, 12);
  x.dispose();
});
