import { convolutions } from './convolutions.js';
import { elementwise } from './elementwise.js';
import { images } from './images.js';
import { indexing } from './indexing.js';
import type { Cases } from './inputs.js';
import { normalisations } from './normalisations.js';
import { pooling } from './pooling.js';
import { products } from './products.js';
import { rearrangements } from './rearrangements.js';
import { reductions } from './reductions.js';
import { volumes } from './volumes.js';

/** Inputs of kernels, by the kernel's name. */
export const cases: Cases = {
  ...elementwise,
  ...reductions,
  ...products,
  ...convolutions,
  ...pooling,
  ...volumes,
  ...normalisations,
  ...rearrangements,
  ...indexing,
  ...images,
};
