import { isPlainObject, number, type Read, regularExpression, string, stringsByName } from '../input/options.js';
import type { Epsilons } from './checkEpsilons.js';
import { type OutputCheck, outputCheck } from './checkOutputs.js';
import type { WeightNames } from './weightNames.js';

/** Options of {@link loadTorchWeights} and {@link loadFlaxWeights}. */
export interface LoadOptions {
  /** Modules of the file by layers of the model, in addition to those of {@link torchNames} or {@link flaxNames}. */
  names?: WeightNames;
  /**
   * The beginning of the names of the wanted tensors in the file, such as `'backbone.'`. Other tensors are left out.
   */
  prefix?: string;
  /** The names of the file that the model has no use for. Any other that is left over is an error. */
  ignore?: RegExp;
  /** The layers of the model that keep the weights they have, such as a new head: `/^logits$/`. */
  keep?: RegExp;
  /**
   * The epsilon of the original's normalisations, for all or by layer. The default is 1e-5 (1e-6 for layer norm of
   * Flax). The model has to have the same.
   */
  epsilon?: number | Record<string, number>;
  /**
   * One batch of the original, which is compared after loading. It sees what names and shapes cannot tell, and decides
   * on paddings.
   */
  check?: OutputCheck;
}

const epsilons: Read<Epsilons> = (argument, value) => {
  if (!isPlainObject(value)) return number()(argument, value);
  for (const [name, each] of Object.entries(value)) number()(`${argument}['${name}']`, each);
  return value as Record<string, number>;
};

/** Readers of the options. */
export const LOAD_OPTIONS = {
  names: stringsByName,
  prefix: string,
  ignore: regularExpression,
  keep: regularExpression,
  epsilon: epsilons,
  check: outputCheck,
};
