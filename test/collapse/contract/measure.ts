import * as tf from '@tensorflow/tfjs-core';
import { type NeuralCollapse, type NeuralCollapseOptions, neuralCollapse } from 'geocollapse/collapse';
import { expect } from 'vitest';
import { type ExactInput, tensorsOf } from '../../support/exactInput.js';
import { type Values, valuesOf } from '../../support/expectLaws.js';
import type { MeasureKey } from './table.js';

export type Conventions = Pick<NeuralCollapseOptions, 'globalMean' | 'classWeights'>;

/** The options that ask for everything. */
export const everything = ({ classifier, complexities }: NeuralCollapseOptions) => ({
  classifier,
  complexities,
  featureRank: true,
  fourthMoments: true,
  perClass: true,
  perPair: true,
});

/** The record of an input, of everything that can be asked for. */
export async function recordOf(input: ExactInput, conventions: Conventions = {}): Promise<NeuralCollapse> {
  const { features, labels, ...rest } = tensorsOf(input);
  const record = await neuralCollapse(features, labels, { ...everything(rest), ...conventions });
  tf.dispose([features, rest.classifier]);
  return record;
}

/** The numbers of a record: all but the conventions, and the reasons of what is undetermined. */
export function measuresOf({ conventions: _, undetermined: __, ...measures }: NeuralCollapse): Values<MeasureKey> {
  return valuesOf(measures);
}

/** The measures of an input that determines all of them. */
export async function measure(input: ExactInput, conventions?: Conventions): Promise<Values<MeasureKey>> {
  const record = await recordOf(input, conventions);
  expect(record.undetermined).toEqual({});
  return measuresOf(record);
}
