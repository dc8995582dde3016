import { nodeModule } from '../files/fileSystem.js';

/** The file that describes a saved model and names its weights. */
export const MODEL = 'model.json';

/** What to do where there are no folders. */
export const WITHOUT_FILES = "In a page, save to 'indexeddb://name' or 'downloads://name', and load from a URL.";

/** A fingerprint of bytes that follow each other, by which damage shows. */
export async function sha256(parts: Uint8Array[]): Promise<string> {
  const { createHash } = await nodeModule<typeof import('node:crypto')>('node:crypto');
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}

/**
 * Bytes that follow each other, in one buffer of their own. TensorFlow.js takes a list of buffers as well, but its
 * CompositeArrayBuffer (4.22) reads zeros from it where the last one is the longest, or the first one empty.
 */
export function joined(parts: Uint8Array[]): ArrayBuffer {
  const [first] = parts;
  if (parts.length === 1 && first.byteLength === first.buffer.byteLength) return first.buffer as ArrayBuffer;
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all.buffer;
}
