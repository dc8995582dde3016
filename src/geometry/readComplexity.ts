import { checkInteger, describe, refuse } from '../input/checks.js';
import { isPlainObject } from '../input/options.js';
import type { Complexity } from './complexityOfBatches.js';

const MADE = 'Pass what geometricComplexityOfBatches returns.';
/** Numbers that one probe of each example leaves unknown. They are NaN, which is null in JSON. */
const UNKNOWABLE = ['variance', 'squaredVariances', 'comparisons'];

/** How far a sum may be from the same sum in another order. */
const ROUNDING = 1e-6;

/** Reads the complexity of some batches, as it was returned or as JSON gives it back. */
export function readComplexity(argument: string, value: unknown): Complexity {
  if (!isPlainObject(value) || !isPlainObject(value.state)) {
    const got = isPlainObject(value) ? 'an object without a state' : describe(value);
    return refuse(argument, 'the complexity of batches', got, MADE);
  }
  const { state } = value;
  const number = (name: string, given: unknown, isUnknowable = false): number => {
    const read = isUnknowable && given === null ? Number.NaN : given;
    if (typeof read === 'number' && (Number.isFinite(read) || isUnknowable) && !(read < 0)) return read;
    return refuse(`${argument}.${name}`, 'a finite number of at least 0', describe(given), MADE);
  };
  const inState = (name: string) => number(`state.${name}`, state[name], UNKNOWABLE.includes(name));
  const optional = (name: string) => (state[name] === undefined ? undefined : number(`state.${name}`, state[name]));
  const labels = state.labels === undefined ? undefined : Array.from(listOf(`${argument}.state.labels`, state.labels));
  const wrong = labels?.find((label) => !(Number.isInteger(label) && label >= 0));
  if (wrong !== undefined) refuse(`${argument}.state.labels`, 'whole numbers from 0', `${wrong}`, MADE);
  const confidence = optional('confidence');
  if (confidence !== undefined && !(confidence > 0 && confidence < 1)) {
    refuse(`${argument}.state.confidence`, 'between 0 and 1', `${confidence}`, MADE);
  }
  const perExample = Float64Array.from(listOf(`${argument}.perExample`, value.perExample));
  if (labels && labels.length !== perExample.length) {
    refuse(`${argument}.state.labels`, `of length ${perExample.length}, as perExample`, `${labels.length}`, MADE);
  }
  const count = checkInteger(`${argument}.count`, value.count, perExample.length);
  if (labels && count !== labels.length) {
    refuse(`${argument}.count`, `${labels.length}, as there are labels`, `${count}`, MADE);
  }
  const classes = optional('classes');
  const most = labels?.reduce((largest, label) => Math.max(largest, label), 0) ?? 0;
  if (classes !== undefined && classes <= most) {
    refuse(`${argument}.state.classes`, `above ${most}, the largest label`, `${classes}`, MADE);
  }
  const total = inState('total');
  // Where no example was left out, the total is a sum that can be taken again.
  const again = count === perExample.length ? perExample.reduce((sum, each) => sum + each, 0) : total;
  if (perExample.some((each) => each < 0) || !(Math.abs(again - total) <= ROUNDING * total)) {
    refuse(`${argument}.perExample`, `squares whose sum is ${total}, the total`, `a sum of ${again}`, MADE);
  }
  return {
    estimate: {
      count,
      perExample,
      total,
      variance: inState('variance'),
      squaredVariances: inState('squaredVariances'),
      certain: inState('certain'),
      comparisons: inState('comparisons'),
      vjps: number('vjps', value.vjps),
    },
    labels,
    classes,
    confidence,
    datasetSize: optional('datasetSize'),
  };
}

/** Reads finite numbers from an array, or from what JSON makes of a typed array. */
function listOf(name: string, value: unknown): number[] {
  const isList = Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
  if (!isList && !isPlainObject(value)) refuse(name, 'an array of numbers', describe(value), MADE);
  const list = isList ? Array.from(value as ArrayLike<unknown>) : Object.values(value as object);
  const bad = list.findIndex((entry) => typeof entry !== 'number' || !Number.isFinite(entry));
  if (bad >= 0) refuse(name, 'an array of finite numbers', `${describe(list[bad])} at index ${bad}`, MADE);
  return list as number[];
}
