/**
 * Files that people may pass in place of data sets and weights, for `whatIs`: how they begin, and what to do with them.
 */

export const UNPACK = 'Unpack it first.';
const IMAGE = 'Pass the file that holds the whole set, not one picture of it.';
export const EXPORT = 'Export what it holds in the format that is expected here.';

/** How the files begin, as bytes, or as text in place of bytes. */
export const BEGINNINGS: [number[] | string, kind: string, what: string, remedy: string][] = [
  [[0x1f, 0x8b], 'gzip', 'a gzip file', 'Decompress it first (gunzip).'],
  [[0x50, 0x4b, 3, 4], 'zip', 'a zip archive', UNPACK],
  [[0x50, 0x4b, 5, 6], 'zip', 'an empty zip archive', 'Fetch it again.'],
  [[0x50, 0x4b, 7, 8], 'zip', 'a part of a zip archive', UNPACK],
  ['7z\xbc\xaf\x27\x1c', '7z', 'a 7z archive', UNPACK],
  ['Rar!\x1a\x07', 'rar', 'a RAR archive', UNPACK],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a, 0], 'xz', 'an xz file', UNPACK],
  ['BZh', 'bzip2', 'a bzip2 file', UNPACK],
  [[0x28, 0xb5, 0x2f, 0xfd], 'zstd', 'a zstd file', UNPACK],
  [[0x04, 0x22, 0x4d, 0x18], 'lz4', 'an lz4 file', UNPACK],
  [[0x1f, 0x9d], 'compress', 'a file of compress (.Z)', UNPACK],
  ['\x89PNG\r\n\x1a\n', 'png', 'a PNG image', IMAGE],
  [[0xff, 0xd8, 0xff], 'jpeg', 'a JPEG image', IMAGE],
  ['GIF8', 'gif', 'a GIF image', IMAGE],
  ['II*\0', 'tiff', 'a TIFF image', IMAGE],
  ['MM\0*', 'tiff', 'a TIFF image', IMAGE],
  ['RIFF', 'riff', 'a RIFF file (WebP, WAV)', IMAGE],
  ['%PDF', 'pdf', 'a PDF document', 'The address leads to a document: fetch the file itself.'],
  ['\x93NUMPY', 'npy', 'a NumPy array (.npy)', EXPORT],
  ['\x89HDF\r\n\x1a\n', 'hdf5', 'an HDF5 file', EXPORT],
  ['MATLAB 5.0 MAT-file', 'mat', 'a MATLAB file', EXPORT],
  ['PAR1', 'parquet', 'a Parquet file', EXPORT],
  ['ARROW1', 'arrow', 'an Arrow file', EXPORT],
  ['SQLite format 3', 'sqlite', 'an SQLite database', EXPORT],
  ['GGUF', 'gguf', 'a GGUF file', EXPORT],
  [[0, 5, 0x16, 7], 'appledouble', 'an AppleDouble file (macOS, its name begins with ._)', 'Pass the file beside it.'],
];

/** How texts begin, or what they have near the beginning. */
export const TEXTS: [RegExp, kind: string, what: string, remedy: string][] = [
  [/^version https?:\/\/\S+\/spec\/v\d/, 'lfs', 'a Git LFS pointer', 'Run git lfs pull: the file itself is not here.'],
  [/^\S*\/annex\/objects\//, 'annex', 'a git-annex pointer', 'Run git annex get: the file itself is not here.'],
  [
    /<!doctype html|<html|^\s*<(head|body|script|meta|title)\b/i,
    'html',
    'a web page',
    'The address leads to a page (an error, a log-in, a preview): open the file in a browser, ' +
      'and fetch the file itself.',
  ],
  [
    /^\s*<[?!a-z]/i,
    'xml',
    'an XML document',
    'The server answered with a message: open the file in an editor to read it.',
  ],
  [
    /^\s*\{[\s\S]*("weight_map"|\.safetensors")/,
    'shards',
    'the index of a model in shards',
    'Load the shards that it names, each by itself.',
  ],
  [
    /^\s*\{[\s\S]*"(modelTopology|weightsManifest)"/,
    'model.json',
    'the model.json of a TensorFlow.js model',
    'Load it with tf.loadLayersModel or tf.loadGraphModel.',
  ],
  [
    /^\s*[{[]/,
    'json',
    'a JSON text',
    'The server may have answered with a message: open the file in an editor to read it.',
  ],
];
