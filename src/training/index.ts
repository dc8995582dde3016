export { accuracy } from './accuracy.js';
export { type Measurement, type MonitoredModel, type MonitorOptions, monitor } from './monitor.js';
export { type TrainableModel, type TrainingStep, type TrainOptions, train } from './train.js';
