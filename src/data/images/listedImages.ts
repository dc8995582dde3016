import { InputError, refuse } from '../../input/checks.js';
import type { SkippedImage } from './imageOptions.js';
import type { LabelledFile } from './labelledFiles.js';
import type { LabelledPaths } from './streamedImages.js';

/** A list of images. */
export interface ImageList {
  /** The path of the list, for errors. */
  path: string;
  rows: readonly LabelledFile[];
}

/**
 * The images of a list, which are in a folder of the source. Classes are numbered in the order of their sorted names.
 */
export function listedImages(
  { path, rows }: ImageList,
  { folder, there, strict }: { folder: string; there: ReadonlySet<string>; strict: boolean },
): LabelledPaths {
  const place = (file: string) => (folder === '' ? file : `${folder}/${file}`);
  const classNames = [...new Set(rows.map(({ label }) => label))].sort();
  if (classNames.length === 1) {
    refuse('csv', 'lists of two classes at least', `${classNames[0]} alone in '${path}'`, 'Fetch the whole list.');
  }
  const missing = rows.filter(({ file }) => !there.has(file));
  if (missing.length === rows.length || (strict && missing.length > 0)) {
    const { file, line } = missing[0];
    const more = missing.length > 1 ? ` (and ${missing.length - 1} more)` : '';
    const got = `'${place(file)}'${more}, which is not, on line ${line} of '${path}'`;
    const remedy =
      missing.length < rows.length
        ? "Put it there, take its line out, or pass onBadImage: 'skip'."
        : 'Pass images: the folder that the names of the list are below.';
    throw new InputError('csv', 'list images that are there', got, remedy);
  }
  const number = new Map(classNames.map((name, i) => [name, i]));
  const present = rows.filter(({ file }) => there.has(file));
  const skipped = missing.map(
    ({ file, line }): SkippedImage => ({
      path: place(file),
      reason: `Line ${line} of '${path}' lists it, and it is missing.`,
    }),
  );
  return {
    labels: Int32Array.from(present, ({ label }) => number.get(label)!),
    classNames,
    pathOf: (index) => place(present[index].file),
    skipped,
  };
}

/**
 * Refuses lists that share an image, and lists that share some of their classes and not all, because one class would
 * have different numbers in them.
 */
export function checkApart(lists: readonly ImageList[]): void {
  const seen = new Map<string, string>();
  for (const { path, rows } of lists) {
    for (const { file, line } of rows) {
      const before = seen.get(file);
      if (before !== undefined) {
        const got = `'${file}' on ${before} and on line ${line} of '${path}'`;
        throw new InputError('csv', 'list each image once', got, 'Take one of the lines out.');
      }
    }
    for (const { file, line } of rows) seen.set(file, `line ${line} of '${path}'`);
  }
  const classes = lists.map(({ rows }) => new Set(rows.map(({ label }) => label)));
  for (let i = 0; i < lists.length; i++) {
    for (let j = 0; j < i; j++) {
      const shared = [...classes[i]].filter((label) => classes[j].has(label));
      if (shared.length === 0 || (shared.length === classes[i].size && shared.length === classes[j].size)) continue;
      const got = `'${lists[j].path}' and '${lists[i].path}', which share ${shared.length}, as ${shared[0]}`;
      const remedy = 'Read each by itself, and mind that the same class has another number there.';
      throw new InputError('csv', 'be lists of the same classes, or of others altogether', got, remedy);
    }
  }
}
