import { describe, refuse } from '../../input/checks.js';
import { isBlob } from '../../input/isBlob.js';
import { badImage, LARGEST_FILE } from './decoding.js';
import { isHidden } from './hidden.js';
import type { ImageSource } from './imageSource.js';
import { leavesFolder } from './labelledFiles.js';

/** Files that a page was given, by their paths. */
export function blobSource(given: ArrayLike<unknown>): ImageSource {
  const blobs = new Map<string, Blob>();
  for (let i = 0; i < given.length; i++) {
    const [path, blob] = named(`source[${i}]`, given[i]);
    if (leavesFolder(path)) {
      const remedy = "Pass { path: 'class/file.jpg', blob }.";
      refuse(`source[${i}].path`, 'a path with slashes below the folder', describe(path), remedy);
    }
    if (blobs.has(path)) refuse(`source[${i}]`, 'another file than those before', describe(path), 'Take one out.');
    blobs.set(path, blob);
  }
  if (blobs.size === 0) refuse('source', 'files', 'none', 'Choose a folder with images in it.');
  return {
    name: 'the files',
    list: async (folder) => {
      const top = folder === '' ? '' : `${folder}/`;
      const below = [...blobs.keys()].filter((path) => path.startsWith(top)).map((path) => path.slice(top.length));
      return { files: below.filter((path) => !path.split('/').some(isHidden)), empty: [] };
    },
    bytes: async (path) => {
      const blob = blobs.get(path);
      if (!blob) return badImage('files that were given', `'${path}', which was not`);
      if (blob.size > LARGEST_FILE) badImage(`files of at most ${LARGEST_FILE} bytes`, `${blob.size} in '${path}'`);
      try {
        return new Uint8Array(await blob.arrayBuffer());
      } catch (error) {
        return badImage('files that can be read', `'${path}' (${(error as Error).message})`);
      }
    },
  };
}

/** Path and content. A file of an input element names the folder that was chosen first, which is the source itself. */
function named(argument: string, file: unknown): [string, Blob] {
  const { path, blob, webkitRelativePath } = (file ?? {}) as {
    path?: unknown;
    blob?: unknown;
    webkitRelativePath?: unknown;
  };
  if (isBlob(file)) {
    if (typeof webkitRelativePath === 'string' && webkitRelativePath.includes('/')) {
      return [webkitRelativePath.slice(webkitRelativePath.indexOf('/') + 1), file];
    }
    const remedy = 'Take it from <input type="file" webkitdirectory>, or pass { path, blob }.';
    return refuse(argument, 'a file with its path below the folder', describe(file), remedy);
  }
  if (typeof path === 'string' && isBlob(blob)) return [path, blob];
  return refuse(argument, 'a file, or { path, blob }', describe(file), 'Pass the files of an input element.');
}
