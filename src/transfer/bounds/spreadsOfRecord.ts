import { checkInteger, describe, refuse } from '../../input/checks.js';
import { isPlainObject } from '../../input/options.js';
import type { Geometry, PairsOfClass, Spreads } from './spreads.js';

const DAMAGED = 'The record is damaged: measure it again.';

/** What is read of a record that comes from this library, from JSON (where Infinity has become null), or elsewhere. */
type Given = Readonly<Record<string, unknown>>;

/**
 * Reads what bounds need from a record of neural collapse. It has each of its measures on request, so that what is
 * missing is refused with the option that asks for it.
 *
 * @param needed the measures that these bounds need and that a record of them may lack
 */
export function spreadsOfRecord(record: Given, needed: { fourthMoments: boolean; geometry: boolean }): Spreads {
  requireAsked(record, needed);
  const classes = checkInteger('record.classes', record.classes, 2);
  const [perClass, perPair] = [record.perClass as Given, record.perPair as Given];
  const positive = (name: string, from: Given, length: number) => readValues(`record.${name}`, at(from, name), length);
  const counts = positive('counts', record, classes);
  const variances = positive('perClass.variances', perClass, classes);
  const fourthMoments = needed.fourthMoments ? positive('fourthMoments', record, classes) : undefined;
  if (fourthMoments) {
    // E x^2 >= (E x)^2, but for rounding.
    const c = fourthMoments.findIndex((moment, k) => moment < (1 - 1e-3) * variances[k] ** 2);
    const expected = `at least the squares of perClass.variances, ${variances[c] ** 2} for class ${c}`;
    if (c >= 0) refuse('record.fourthMoments', expected, `${fourthMoments[c]}`, DAMAGED);
  }
  const apart = positive('perPair.squaredDistances', perPair, classes ** 2);
  const ratios = readValues(
    'record.perPair.directionalRatios',
    perPair.directionalRatios,
    classes ** 2,
    (k) => apart[k] === 0,
  );
  const known = record.poincareRatio !== undefined;
  return { classes, counts, variances, fourthMoments, geometry: known ? () => geometryOf(record) : undefined, pairs };

  function* pairs(): Generator<PairsOfClass> {
    for (let i = 0; i < classes; i++) {
      const [from, to] = [i * classes, (i + 1) * classes];
      yield { i, squaredDistances: apart.subarray(from, to), ratios: ratios.subarray(from, to) };
    }
  }
}

/** The last name of a path, of the object that has it. */
const at = (from: Given, path: string) => from[path.split('.').at(-1)!];

/** Refuses a record that lacks what was not asked for when it was made. */
function requireAsked(record: Given, { fourthMoments, geometry }: { fourthMoments: boolean; geometry: boolean }) {
  const isRecord = 'undetermined' in record && 'conventions' in record;
  const asked = { perClass: true, perPair: true, ...(fourthMoments && { fourthMoments: true }) };
  const call = `neuralCollapse(features, labels, { ${Object.keys(asked).join(': true, ')}: true })`;
  const expected = 'a record of neuralCollapse';
  if (!isRecord) {
    const got = `an object with the keys [${Object.keys(record).slice(0, 4)}]`;
    refuse('record', expected, got, `Pass await ${call}, or features and labels.`);
  }
  const missing = Object.keys(asked).find((key) => !isPerGroup(record[key]));
  if (missing) {
    const or = missing === 'fourthMoments' ? ', or pass { shots: [] } for the bounds that do not need them' : '';
    refuse('record', `${expected} with ${missing}`, 'one without', `Measure it with ${call}${or}.`);
  }
  if (!('directionalRatios' in (record.perPair as Given))) {
    const remedy = `Statistics do not tell the variance along a direction: measure features with ${call}.`;
    refuse('record', `${expected} with perPair.directionalRatios`, 'one without', remedy);
  }
  if (geometry && !('poincareRatio' in record)) {
    const remedy = `Measure it with the option complexities, one of each class, or leave out poincareConstant.`;
    refuse('record', `${expected} with geometricCollapse, for poincareConstant`, 'one without', remedy);
  }
}

const isPerGroup = (value: unknown) => Array.isArray(value) || isPlainObject(value);

/** What a record has that was made with complexities. JSON has null for Infinity. */
function geometryOf(record: Given): Geometry {
  const one = (name: string, infinite: boolean) => readValues(`record.${name}`, [record[name]], 1, () => infinite)[0];
  return { geometricCollapse: one('geometricCollapse', false), poincareRatio: one('poincareRatio', true) };
}

/** Reads finite numbers that are not negative, and where `mayBeInfinite` says so Infinity, which is null in JSON. */
function readValues(
  name: string,
  value: unknown,
  length: number,
  mayBeInfinite: (index: number) => boolean = () => false,
): Float64Array {
  if (!Array.isArray(value)) refuse(name, 'an array of numbers', describe(value), DAMAGED);
  if (value.length !== length) refuse(name, `of length ${length}`, `length ${value.length}`, DAMAGED);
  return Float64Array.from(value, (entry: unknown, k) => {
    if (mayBeInfinite(k) && (entry === Infinity || entry === null)) return Infinity;
    if (typeof entry === 'number' && entry >= 0 && entry < Infinity) return entry;
    return refuse(name, 'finite and not negative', `${describe(entry)} at index ${k}`, DAMAGED);
  });
}
