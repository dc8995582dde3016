import { describe, refuse } from '../../input/checks.js';
import { blobSource } from './blobSource.js';
import { folderSource } from './folderSource.js';
import type { ImageSource } from './imageSource.js';

/** Reads the argument `source`. */
export async function imageSource(source: unknown): Promise<ImageSource> {
  if (typeof source === 'string') return folderSource(source);
  if (typeof source === 'object' && source !== null && ('length' in source || Symbol.iterator in source)) {
    return blobSource(Array.from(source as ArrayLike<unknown>));
  }
  const remedy = 'Pass the path of the folder in Node, and in a page the `files` of its input element.';
  return refuse('source', 'the path of a folder, or a list of files', describe(source), remedy);
}
