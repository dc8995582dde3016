import type { ImageDataset } from '../data/dataset/types.js';
import { refuse } from '../input/checks.js';

/** The names of classes that two sets share, in the order of the first. Unless they may, such a pair is refused. */
export function sharedClassesOf(
  source: ImageDataset,
  target: ImageDataset,
  sharedClasses: 'refuse' | 'report',
): readonly string[] {
  const names = new Set(target.classNames);
  const shared = (source.classNames ?? []).filter((name) => names.has(name));
  const same = source === target;
  if (sharedClasses === 'report' || (!same && shared.length === 0)) return shared;
  const list = shared.length > 6 ? `${shared.slice(0, 6).join(', ')} …` : shared.join(', ');
  const got = same ? 'the source itself' : `${shared.length} of them: ${list}`;
  const remedy =
    "Take other classes with ofClasses, or pass sharedClasses: 'report' if they are others of the same name.";
  return refuse('target', 'a data set without classes of the source', got, remedy);
}
