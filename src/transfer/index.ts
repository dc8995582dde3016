export { InputError } from '../input/checks.js';
export type { Features } from '../input/featureRows.js';
export type { Labels } from '../input/labels.js';
export type { Episode } from './drawEpisodes.js';
export type { EpisodeOptions } from './episodeOptions.js';
export { episodes } from './episodes.js';
export { type FewShotOptions, fewShotAccuracy } from './fewShotAccuracy.js';
export type { ClassAccuracy, FewShotAccuracy, UsedFewShotOptions } from './fewShotRecord.js';
export type { ChosenHead, Head } from './headOptions.js';
