import type { Bytes } from '../../input/asBytes.js';

/** A `File` or `Blob`, of a browser or of Node. */
export interface BlobLike {
  /** The number of its bytes. */
  readonly size: number;
  /** Reads its bytes. */
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** A `File` of an `<input type="file">`, a drop, or Node. */
export interface FileLike extends BlobLike {
  /** The name of the file. */
  readonly name: string;
}

/** What is in one file: its bytes in any buffer or view, a `Blob` or `File` of them, or, in Node, its path. */
export type FileContent = Bytes | BlobLike | string;

/**
 * Where a reader finds its files, in Node and in browsers:
 *
 * - the path of a folder;
 * - an archive (`.tar` or `.tar.gz`): its path, its bytes, or a `Blob` or `File` of them;
 * - the files: an array or `FileList` of `File`s, or an object with what is in each file under its name.
 *
 * Each file may be gzipped, with or without `.gz` at the end of its name.
 */
export type FileSource = FileContent | ArrayLike<FileLike> | { readonly [name: string]: FileContent };
