import * as collapse from 'geocollapse/collapse';
import { type ClassStatistics, centredClassMeans, globalMean } from 'geocollapse/statistics';
import type { ExactInput } from '../../support/exactInput.js';
import type { MeasureKey } from './table.js';

type Values = { [K in MeasureKey]?: number | ArrayLike<number> };

/** Every function of a measure, and the keys of a record that hold what it returns. */
export const FUNCTIONS: Record<string, (s: ClassStatistics, input: ExactInput) => Values> = {
  nc1: (s) => ({ nc1: collapse.nc1(s) }),
  nc1TraceRatio: (s) => ({ nc1TraceRatio: collapse.nc1TraceRatio(s) }),
  cdnv: (s) => ({ cdnv: collapse.cdnv(s) }),
  cdnvPerPair: (s) => ({ 'perPair.cdnv': collapse.cdnvPerPair(s) }),
  nc2: (s, { weights, classes }) => ({
    ...within('nc2', collapse.nc2(centredClassMeans(s), classes)),
    ...within('nc2Classifier', collapse.nc2(weights, classes)),
  }),
  gnc2: (s, { classes }) => within('gnc2', collapse.gnc2(centredClassMeans(s), classes)),
  unc3: (s, { weights, classes }) => ({
    unc3: collapse.unc3(weights, centredClassMeans(s), classes),
  }),
  nc3: (s, { weights }) => {
    const nc3 = collapse.nc3(weights, centredClassMeans(s));
    return { nc3, nc3Unsquared: Math.sqrt(nc3) };
  },
  biasCollapse: (s, { weights, bias }) => ({ biasCollapse: collapse.biasCollapse(weights, bias, globalMean(s)) }),
  geometricCollapse: (statistics, { complexities }) => ({
    geometricCollapse: collapse.geometricCollapse({ complexities, statistics }),
  }),
  poincareRatio: (statistics, { complexities }) => ({
    poincareRatio: collapse.poincareRatio({ complexities, statistics }),
  }),
  featureRank: (s) => ({ ...collapse.featureRank(s) }),
};

const within = (group: string, values: object): Values =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [`${group}.${key}`, value]));
