import { checkInteger, describe, refuse } from '../../input/checks.js';
import { nearest } from '../../input/nearest.js';
import { publicCall } from '../../input/publicCall.js';
import { readDataset } from './readDataset.js';
import type { ImageDataset } from './types.js';
import { viewOf } from './view.js';

/**
 * Takes some classes of a data set as a data set of its own, to train on some and to transfer to the others. The
 * classes are numbered anew, 0 for the first that is named, so that a network with as many outputs can be trained on
 * them.
 *
 * @param data The whole set.
 * @param classes The numbers of the classes, or their names.
 * @returns A view of the examples of these classes, in the order of the whole set.
 * @throws InputError for a class that the set does not have, that is named twice, or that has no example.
 * @example
 * const odd = ofClasses(mnist.test, [1, 3, 5, 7, 9]);
 * odd.classes; // 5
 * odd.labels[0]; // 3: a seven
 */
export function ofClasses(data: ImageDataset, classes: readonly (number | string)[]): ImageDataset {
  return publicCall('ofClasses', () => {
    const whole = readDataset(data);
    if (!Array.isArray(classes) || classes.length === 0) {
      refuse('classes', 'an array of classes', describe(classes), 'Pass, say, [0, 1], or names of classes.');
    }
    const numbers = Array.from(classes, (each, i) => numberOf(whole, each, `classes[${i}]`));
    const anew = new Map(numbers.map((number, i) => [number, i]));
    if (anew.size < numbers.length) {
      const twice = numbers.findIndex((number, i) => anew.get(number) !== i);
      refuse(`classes[${twice}]`, 'another class than the others', describe(classes[twice]), 'Name each class once.');
    }
    const indices: number[] = [];
    const labels: number[] = [];
    for (let index = 0; index < whole.size; index++) {
      const label = anew.get(whole.labels[index]);
      if (label === undefined) continue;
      indices.push(index);
      labels.push(label);
    }
    const found = new Set(labels);
    const empty = classes.findIndex((_, label) => !found.has(label));
    if (empty >= 0) refuse(`classes[${empty}]`, 'a class with examples', describe(classes[empty]), 'Leave it out.');
    const names = whole.classNames;
    return viewOf(whole, {
      indices: Int32Array.from(indices),
      labels: Int32Array.from(labels),
      classes: numbers.length,
      ...(names && { classNames: numbers.map((number) => names[number]) }),
    });
  });
}

/** The number of a class that is given by its number or its name. */
function numberOf({ classes, classNames = [] }: ImageDataset, given: unknown, argument: string): number {
  if (typeof given !== 'string') return checkInteger(argument, given, 0, classes - 1);
  const number = classNames.indexOf(given);
  if (number >= 0) return number;
  const close = nearest(given, classNames);
  const known = classNames.length === 0 ? 'The set has no names: pass numbers.' : `Names are ${list(classNames)}.`;
  return refuse(argument, 'a class of the set', describe(given), close ? `Did you mean '${close}'?` : known);
}

const list = (names: readonly string[]) => (names.length > 6 ? `${names.slice(0, 6).join(', ')} …` : names.join(', '));
