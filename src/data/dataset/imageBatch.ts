import { checkInteger, describe, refuse } from '../../input/checks.js';
import { isPlainObject } from '../../input/options.js';
import type { ImageBatch } from './types.js';

/** Reads a batch of images that is an argument. */
export function readImageBatch(value: unknown, argument = 'batch'): ImageBatch {
  const remedy = 'Pass, say, { images, labels, shape: [n, height, width, channels] }.';
  if (!isPlainObject(value)) refuse(argument, 'a batch { images, labels, shape }', describe(value), remedy);
  const { images, labels, shape } = value as unknown as ImageBatch;
  if (!Array.isArray(shape) || shape.length !== 4) {
    refuse(`${argument}.shape`, '[n, height, width, channels]', describe(shape), remedy);
  }
  for (const [axis, length] of shape.entries()) checkInteger(`${argument}.shape[${axis}]`, length, axis === 0 ? 0 : 1);
  if (!(images instanceof Uint8Array || images instanceof Float32Array)) {
    refuse(`${argument}.images`, 'a Uint8Array or a Float32Array', describe(images), remedy);
  }
  const size = shape.reduce((product, length) => product * length, 1);
  if (images.length !== size) {
    refuse(
      `${argument}.images`,
      `of length ${size}, [${shape}]`,
      `${images.length}`,
      'Look whether the shape is right.',
    );
  }
  if (!(labels instanceof Int32Array) || labels.length !== shape[0]) {
    refuse(
      `${argument}.labels`,
      `an Int32Array of length ${shape[0]}`,
      describe(labels),
      'Give every image one label.',
    );
  }
  return value as unknown as ImageBatch;
}
