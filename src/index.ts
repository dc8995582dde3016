/**
 * Geometric complexity and neural collapse of any embedding, for TensorFlow.js: functions of tensors without I/O. While
 * a measure runs, gradients and kernels of TensorFlow.js are exchanged for repaired ones, and put back before it
 * yields.
 *
 * @packageDocumentation
 */
export * from './collapse/index.js';
export * from './geometry/index.js';
export * from './statistics/index.js';
export * from './transfer/index.js';
