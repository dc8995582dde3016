import { readList } from '../../input/numbers.js';
import { blobSource } from './blobSource.js';
import { folderSource } from './folderSource.js';
import type { ImageSource } from './imageSource.js';

/** Reads the argument `source`. */
export async function openImageSource(source: unknown): Promise<ImageSource> {
  if (typeof source === 'string') return folderSource(source);
  return blobSource(readList('source', source, 'the path of a folder, or an array of files'));
}
