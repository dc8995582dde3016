export { cdnv, cdnvPerPair } from './cdnv.js';
export type { Classifier } from './classifier.js';
export { type ClassGeometry, geometricCollapse } from './geometricCollapse.js';
export { hypersphericalUniformity } from './hypersphericalUniformity.js';
export {
  type NeuralCollapse,
  type NeuralCollapseFromStatisticsOptions,
  type NeuralCollapseOptions,
  neuralCollapse,
  neuralCollapseFromStatistics,
} from './neuralCollapse.js';
export { poincareRatio } from './poincareRatio.js';
export { biasCollapse, selfDuality, uniformDuality } from './selfDuality.js';
export { type SimplexEtf, simplexEtf } from './simplexEtf.js';
export { variabilityCollapse, varianceTraceRatio } from './variabilityCollapse.js';
