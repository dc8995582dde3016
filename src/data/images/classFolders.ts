import { refuse } from '../../input/checks.js';
import type { ImageSource, Listing } from './imageSource.js';

/** Files by class. */
export interface ClassFiles {
  /** Names of the classes, in the order of their numbers. */
  classNames: readonly string[];
  /** Paths of the images of each class, below its folder. */
  files: readonly (readonly string[])[];
}

const IMAGE = /\.(jpe?g|jpe|jfif|png)$/i;
const OTHER_IMAGE = /\.(avif|bmp|gif|heic|heif|jp2|jxl|tiff?|webp)$/i;
const SPLIT = /^(train(ing)?|val(idation)?|valid|dev|test(ing)?)$/i;
const PER_CLASS = 'Put the images of each class into a folder of its name.';

/**
 * Sorts the files of a source by class. Each folder is a class, and the images in it and below belong to it. Classes
 * and the files of a class are sorted as JavaScript sorts strings, by the codes of their characters.
 *
 * @param known Names of the classes in their order, where they are known before.
 */
export function classFolders({ name }: ImageSource, { files, empty }: Listing, known?: readonly string[]): ClassFiles {
  const byClass = new Map<string, string[]>();
  for (const folder of empty) byClass.set(folder.split('/')[0], []);
  byClass.delete(''); // the source itself
  for (const path of files) {
    const slash = path.indexOf('/');
    const [folder, file] = slash < 0 ? ['', path] : [path.slice(0, slash), path.slice(slash + 1)];
    if (OTHER_IMAGE.test(path)) {
      refuse(
        'source',
        'a folder of JPEG and PNG images',
        `'${path}' in it`,
        'Convert it to one of them, or take it out.',
      );
    }
    if (!IMAGE.test(path)) {
      if (folder !== '' && !byClass.has(folder)) byClass.set(folder, []);
    } else if (folder === '') refuse('source', 'a folder of folders', `the image '${path}' in '${name}'`, PER_CLASS);
    else if (byClass.has(folder)) byClass.get(folder)!.push(file);
    else byClass.set(folder, [file]);
  }
  const classNames = [...byClass.keys()].sort();
  if (classNames.length === 0) refuse('source', 'a folder of folders with images', `'${name}' without any`, PER_CLASS);
  if (classNames.every((folder) => SPLIT.test(folder))) {
    const remedy = `Read each by itself, say '${name}/${classNames.at(-1)}'.`;
    refuse('source', 'a folder with a folder a class', `one of ${classNames.join(' and ')}`, remedy);
  }
  if (classNames.length === 1) {
    const remedy = 'Pass the folder that holds the folders of all classes.';
    refuse('source', 'a folder of two classes at least', `'${name}' with ${classNames[0]} alone`, remedy);
  }
  for (const [folder, inside] of byClass) {
    if (inside.length > 0) continue;
    refuse('source', 'a folder with images of each class', `none in '${folder}'`, 'Fill that folder, or remove it.');
  }
  const twice = known?.find((folder, i) => known.indexOf(folder) < i);
  if (twice !== undefined) refuse('classNames', 'different names', `'${twice}' twice`, 'Name each class once.');
  const foreign = known && classNames.find((folder) => !known.includes(folder));
  if (foreign !== undefined) {
    const remedy = 'Add it to them, or remove the folder.';
    refuse('classNames', 'the names of all folders', `none for '${foreign}'`, remedy);
  }
  const order = known ?? classNames;
  return { classNames: order, files: order.map((folder) => (byClass.get(folder) ?? []).sort()) };
}
