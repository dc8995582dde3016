export type { NeuralCollapse } from '../collapse/record.js';
export type { ImageDataset } from '../data/dataset/types.js';
export type { Embedding } from '../geometry/products/embedding.js';
export { InputError } from '../input/checks.js';
export type { Features } from '../input/featureRows.js';
export type { Labels } from '../input/labels.js';
export {
  type NearestMeanBoundsOfFeaturesOptions,
  type NearestMeanBoundsOptions,
  nearestMeanBounds,
} from './bounds/nearestMeanBounds.js';
export type {
  CantelliBound,
  Certificate,
  ErrorBound,
  GeometricBound,
  NearestMeanBounds,
  UndeterminedBounds,
} from './bounds/record.js';
export type { EpisodeCollapse, EpisodeMeasure, MeanOverEpisodes } from './collapsePerEpisode.js';
export type { Episode } from './drawEpisodes.js';
export type { EpisodeOptions } from './episodeOptions.js';
export { episodes } from './episodes.js';
export { type FeaturesOfDataset, type FeaturesOfOptions, featuresOf } from './featuresOf.js';
export { type FewShotOptions, fewShotAccuracy } from './fewShotAccuracy.js';
export type { ClassAccuracy, FewShotAccuracy, UsedFewShotOptions } from './fewShotRecord.js';
export type { ChosenHead, Head } from './headOptions.js';
export type { TransferNetwork } from './transferNetwork.js';
export type {
  FewShotSummary,
  NearestMeanReport,
  PartReport,
  SourceComplexity,
  SourceReport,
  TargetReport,
  TransferReport,
  UsedTransferOptions,
} from './transferRecord.js';
export { transferReport } from './transferReport.js';
export type { TransferProgress, TransferReportOptions } from './transferReportOptions.js';
