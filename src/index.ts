/**
 * Geometric complexity and neural collapse of any embedding, for TensorFlow.js: pure functions, no side effects, no I/O.
 *
 * @packageDocumentation
 */
export * from './collapse/index.js';
export * from './geometry/index.js';
export { InputError } from './input/checks.js';
export type { Labels } from './input/labels.js';
export * from './statistics/index.js';
