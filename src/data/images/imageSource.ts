/** Where image files are: a folder in Node, or files that a page was given. */
export interface ImageSource {
  /** What the source is called in errors. */
  name: string;
  /** What is below a folder of it, `''` for the source itself. Hidden files and folders are left out. */
  list(folder: string): Promise<Listing>;
  /** The bytes of a file. */
  bytes(path: string, signal?: AbortSignal): Promise<Uint8Array>;
}

/** What is below a folder. Paths are relative to it, and have slashes. */
export interface Listing {
  files: string[];
  /** Folders in which nothing is. */
  empty: string[];
}

/** A file of a page, and its path in the folder that holds all of them. */
export interface NamedBlob {
  /** The path below the folder, with slashes, such as `cats/1.jpg`. */
  path: string;
  /** The file itself. */
  blob: Blob;
}

/**
 * The path of a folder in Node; or files, either those that a page gets of `<input type="file" webkitdirectory>`, or
 * blobs with their paths.
 */
export type ImageFiles = string | ArrayLike<File | NamedBlob>;
