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
