import { standardise } from 'geocollapse/data';
import { expect, it } from 'vitest';
import { expectAllClose } from '../../support/close.js';
import { refusal } from '../../support/refusal.js';

it.each([1, 3, 4])('every pixel value of each of %s channels is normalised by its own constants', (channels) => {
  const mean = [0.1, 0.5, 0.9, 0.3].slice(0, channels);
  const std = [0.2, 0.25, 0.01, 1].slice(0, channels);
  const images = Uint8Array.from({ length: 256 * channels }, (_, i) => (i * 7) % 256);
  const batch = { images, labels: Int32Array.of(0), shape: [1, 16, 16, channels] as const };
  const expected = Array.from(images, (pixel, i) => (pixel / 255 - mean[i % channels]) / std[i % channels]);
  const { images: values, labels, shape } = standardise(batch, { mean, std });
  expect(values).toBeInstanceOf(Float32Array);
  expect([labels, shape]).toEqual([batch.labels, batch.shape]);
  expectAllClose(values, expected, 1e-6);
});

it('images that are normalised already, and constants of other channels, are refused', async () => {
  const batch = { images: new Float32Array(2), labels: Int32Array.of(0), shape: [1, 1, 2, 1] as const };
  const constants = { mean: [0], std: [1] };
  expect((await refusal(() => standardise(batch, constants))).message).toContain(
    'standardise: batch.images must be bytes, got a Float32Array',
  );
  const bytes = { ...batch, images: new Uint8Array(2) };
  expect((await refusal(() => standardise(bytes, { mean: [0, 0], std: [1, 1] }))).message).toContain('of length 1');
  expect((await refusal(() => standardise({ ...bytes, labels: new Int32Array(2) }, constants))).argument).toBe(
    'batch.labels',
  );
});
