export type { Classifier } from '../collapse/classifier.js';
export type { Undetermined, UndeterminedKey } from '../collapse/undetermined.js';
export type { ImageDataset } from '../data/imageDataset.js';
export { InputError } from '../input/checks.js';
export { type AccuracyOptions, accuracy } from './accuracy.js';
export { type Measurement, type MonitoredModel, type MonitorOptions, monitor } from './monitor.js';
export { type TrainingStep, type TrainOptions, train } from './train.js';
export type { TrainableModel } from './trainableModel.js';
