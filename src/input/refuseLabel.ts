import { describe, isTensor, refuse } from './checks.js';

/**
 * Refuses labels of which some class has no example. It looks at one class more than there are examples: if any class
 * is empty, one of those is.
 */
export function refuseEmptyClass(name: string, labels: Int32Array, classes: number, largest: number): void {
  const seen = new Uint8Array(Math.min(classes, labels.length + 1));
  for (const label of labels) seen[label] = 1; // beyond its end nothing is written
  const empty = seen.indexOf(0);
  if (empty < 0) return;
  const got = `none of class ${empty}${largest > empty ? `, but of class ${largest}` : ''}`;
  const remedy = `${ignored(largest)}Add examples, or number the classes that occur with indexLabels(${name}).labels.`;
  refuse(name, 'of classes with at least one example each', got, remedy);
}

/** The remedy for labels that data sets write where there is none, such as 255. Empty for other labels. */
export function ignored(label: number): string {
  const marks = [255, 2 ** 16 - 1, 2 ** 31 - 1, 2 ** 32 - 1];
  return marks.includes(label) ? `If ${label} means no label, leave those rows out of features and labels. ` : '';
}

/** Refuses a label that is no whole number, or outside of the classes. */
export function refuseLabel(name: string, label: unknown, at: number, classes: number | undefined): never {
  const range = classes === undefined ? 'whole numbers from 0' : `whole numbers from 0 to ${classes - 1}`;
  const got = `${describe(label)} at index ${at}`;
  const number = `Number the classes with indexLabels(${name}).labels.`;
  if (label === undefined || label === null || Number.isNaN(label)) {
    refuse(name, range, got, 'Leave out examples without a label, with their features.');
  }
  if (typeof label === 'number' || typeof label === 'bigint') {
    if (label < 0)
      refuse(name, range, got, `If it means no label, leave those rows out of features and labels. ${number}`);
    if (Number.isInteger(Number(label)) && classes !== undefined) {
      const wider = Number(label) < 2 ** 24 ? `, or pass { classes: ${Number(label) + 1} }` : '';
      const remedy = `${ignored(Number(label))}Number the classes 0 .. C - 1: subtract 1 from labels 1 .. C${wider}.`;
      refuse(name, range, got, remedy);
    }
    refuse(name, range, got, number);
  }
  if (typeof label === 'string' || typeof label === 'boolean') refuse(name, range, got, number);
  if (isTensor(label)) refuse(name, range, got, `Pass tf.stack(${name}).`);
  return refuse(name, range, got, 'Pass one whole number for each example.');
}
