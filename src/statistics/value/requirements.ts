import { refuse } from '../../input/checks.js';
import type { ClassMeans } from './types.js';

/** N, the number of examples, of statistics that are checked. */
export function exampleCountOf({ counts }: ClassMeans): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Refuses statistics of no examples. */
export function requireExamples(statistics: ClassMeans): void {
  if (exampleCountOf(statistics) > 0) return;
  refuse('statistics', 'of at least one example', 'none', 'Merge a batch into them first.');
}

/** Refuses statistics with fewer than `least` classes or with a class that has no example. */
export function requireEveryClass({ classes, counts }: ClassMeans, least = 2): void {
  if (classes < least) {
    const remedy = 'A comparison between classes needs two; pass labels of more classes.';
    refuse('statistics', `of at least ${least} classes`, `${classes}`, remedy);
  }
  const empty = counts.indexOf(0);
  if (empty >= 0) {
    const ignored = classes === 256 ? ' If label 255 means no label, leave those rows out.' : '';
    const remedy = `Its mean does not exist: add examples, or number the classes that occur 0 .. C - 1.${ignored}`;
    refuse('statistics', 'of classes with at least one example each', `none of class ${empty}`, remedy);
  }
}
