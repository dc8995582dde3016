import { type FileSystem, fileSystem } from '../../files/fileSystem.js';

/** The file system for a source that names a path. */
export const fileSystemOf = (): Promise<FileSystem> =>
  fileSystem('source', 'Pass the files themselves: an array of Files, or an object of bytes by name.');
