import { describe, refuse } from '../input/checks.js';
import { isPlainObject } from '../input/options.js';
import type { DatasetComplexity } from './geometricComplexityOfDataset.js';

const MADE = 'Pass what geometricComplexityOfDataset returns.';

/** The complexity of a data set as an argument, as it was returned or out of JSON. */
export function readComplexity(argument: string, value: unknown): DatasetComplexity {
  const parts = isPlainObject(value) ? value.parts : undefined;
  const sample = isPlainObject(parts) ? parts.sample : undefined;
  if (!isPlainObject(value) || !isPlainObject(parts) || !isPlainObject(sample)) {
    const got = isPlainObject(value) ? 'an object without parts of a sample' : describe(value);
    return refuse(argument, 'the complexity of a data set', got, MADE);
  }
  const name = `${argument}.parts`;
  const perExample = Float64Array.from(listOf(`${name}.sample.perExample`, sample.perExample));
  const labels = parts.labels === undefined ? undefined : Int32Array.from(listOf(`${name}.labels`, parts.labels));
  const scalars = { ...sample };
  for (const key of ['count', 'total', 'vjps', 'certain', 'variance', 'squaredVariances', 'comparisons']) {
    const unknowable = ['variance', 'squaredVariances', 'comparisons'].includes(key); // NaN of one probe, null in JSON
    const number = unknowable && sample[key] === null ? Number.NaN : sample[key];
    const sound = typeof number === 'number' && (Number.isFinite(number) || unknowable);
    if (!sound) refuse(`${name}.sample.${key}`, 'a finite number', describe(number), MADE);
    scalars[key] = number;
  }
  if (labels?.some((label) => label < 0)) refuse(`${name}.labels`, 'whole numbers from 0', 'a negative one', MADE);
  const { confidence } = parts;
  if (!(typeof confidence === 'number' && confidence > 0 && confidence < 1)) {
    refuse(`${name}.confidence`, 'between 0 and 1', describe(confidence), MADE);
  }
  const perClass = value.perClass === undefined ? undefined : { length: lengthOf(value.perClass) };
  return { ...value, perClass, parts: { ...parts, sample: { ...scalars, perExample }, labels } } as never;
}

function lengthOf(value: unknown): number {
  const list = value as ArrayLike<unknown>;
  return typeof value === 'object' && value !== null ? (list.length ?? Object.keys(list).length) : 0;
}

/** Finite numbers of an array, or of what JSON makes of a typed one. */
function listOf(name: string, value: unknown): number[] {
  const isList = Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
  if (!isList && !isPlainObject(value)) refuse(name, 'an array of numbers', describe(value), MADE);
  const list = isList ? Array.from(value as ArrayLike<unknown>) : Object.values(value as object);
  const bad = list.findIndex((entry) => typeof entry !== 'number' || !Number.isFinite(entry));
  if (bad >= 0) refuse(name, 'an array of finite numbers', `${describe(list[bad])} at index ${bad}`, MADE);
  return list as number[];
}
