import { BEGINNINGS, EXPORT, TEXTS, UNPACK } from './foreignFormats.js';

/** What a file is that was given in place of the one wanted, and what to do about it. */
export interface Foreign {
  /** A short name, for a caller that knows a better remedy for its own format. */
  kind: string;
  /** What it is, with an article, for the `got` of an error: `'a PNG image'`. */
  what: string;
  remedy: string;
}

/** The number of bytes that are looked at. The index of a model in shards names the first shard within so many. */
const HEAD = 65536;

/**
 * Names the file that was given in place of another, by its bytes: an archive, an image, a web page, a pointer. It is
 * for errors. Call it only once a file has proved not to be what is wanted, since a right file may begin with any
 * bytes.
 *
 * @returns What it is, such as `'a Git LFS pointer'`, and what to do. Undefined where the bytes tell nothing.
 */
export function whatIs(bytes: Uint8Array): Foreign | undefined {
  const again = 'Fetch it again: the download did not finish.';
  if (bytes.length === 0) return { kind: 'empty', what: 'an empty file', remedy: again };
  for (const [beginning, kind, what, remedy] of BEGINNINGS) {
    if (startsWith(bytes, beginning)) return kind === 'zip' ? whatZip(bytes, what, remedy) : { kind, what, remedy };
  }
  const head = new Uint8Array(bytes.subarray(0, HEAD)); // a copy: a browser decodes no shared memory
  // Bytes that are no UTF-8 become U+FFFD when they are decoded; where the file itself holds its code, someone decoded
  // them before.
  if (latin(head).split('\xef\xbf\xbd').length > 2) {
    const remedy = 'Read it as bytes: response.arrayBuffer(), or readFile without an encoding.';
    return { kind: 'decoded', what: 'bytes that were read as text and are lost', remedy };
  }
  if (bytes[0] === 0x80 && bytes[1] >= 2 && bytes[1] <= 5) {
    return { kind: 'pickle', what: 'a Python pickle', remedy: EXPORT };
  }
  if (startsWith(bytes.subarray(257), 'ustar')) return { kind: 'tar', what: 'a tar archive', remedy: UNPACK };
  if (startsWith(bytes, [0, 0]) && bytes[2] >= 8 && bytes[2] <= 14 && bytes[3] >= 1 && bytes[3] <= 4) {
    return { kind: 'idx', what: `an IDX file of ${bytes[3]} dimensions`, remedy: 'Read it with the readers of MNIST.' };
  }
  if (head.every((byte) => byte === 0)) return { kind: 'zeros', what: 'zeros', remedy: again };
  return whatText(head);
}

/** Tells a zip archive by the name of its first file, since PyTorch and NumPy save such archives. */
function whatZip(bytes: Uint8Array, what: string, remedy: string): Foreign {
  const name = latin(bytes.subarray(30, 30 + Math.min(bytes[26] ?? 0, 200)));
  if (/\.pkl$|^archive\//.test(name)) return { kind: 'torch', what: 'a PyTorch file (a zip archive)', remedy: EXPORT };
  if (name.endsWith('.npy')) return { kind: 'npz', what: 'a NumPy archive (.npz)', remedy: EXPORT };
  return { kind: 'zip', what, remedy };
}

function whatText(head: Uint8Array): Foreign | undefined {
  if (startsWith(head, [0xff, 0xfe]) || startsWith(head, [0xfe, 0xff])) {
    const remedy = 'A shell may have written it as text (PowerShell: use curl.exe -o or Invoke-WebRequest -OutFile).';
    return { kind: 'utf-16', what: 'a text in UTF-16', remedy };
  }
  const text = new TextDecoder().decode(head, { stream: true }); // without the half of a character at the end
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they tell a text from other bytes
  if (/[\0-\x08\x0e-\x1a\x1c-\x1f]|\ufffd./s.test(text)) return undefined;
  if (text === '') return undefined;
  for (const [pattern, kind, what, remedy] of TEXTS) if (pattern.test(text)) return { kind, what, remedy };
  const beginning = JSON.stringify(text.trim().slice(0, 40));
  return { kind: 'text', what: `a text that begins with ${beginning}`, remedy: 'Open it in an editor to read it.' };
}

function startsWith(bytes: Uint8Array, beginning: number[] | string): boolean {
  for (let i = 0; i < beginning.length; i++) {
    const byte = typeof beginning === 'string' ? beginning.charCodeAt(i) : beginning[i];
    if (bytes[i] !== byte) return false;
  }
  return true;
}

/** The bytes as text, one character for each. */
function latin(bytes: Uint8Array): string {
  let text = '';
  for (let start = 0; start < bytes.length; start += 4096) {
    text += String.fromCharCode(...bytes.subarray(start, start + 4096));
  }
  return text;
}
