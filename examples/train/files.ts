import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { io } from '@tensorflow/tfjs-core';

/**
 * Writes a file under another name and renames it: under its own name there is only ever a whole file. The other name is
 * nobody else's, so that two writers of one file each write a whole one, and the later one stays.
 */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const unfinished = `${path}.${randomUUID()}.unfinished`;
  try {
    await writeFile(unfinished, content, { flush: true }); // on the disk before it has its name
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

/**
 * An IOHandler for a LayersModel in a folder: it saves weights.bin first, then model.json, which names it;
 * `loadLayersModel(folderHandler('runs/x/model'))` brings the model back.
 */
export function folderHandler(folder: string): io.IOHandler {
  return {
    save: async ({ modelTopology, weightSpecs, weightData, format, generatedBy, convertedBy }) => {
      const parts = Array.isArray(weightData) ? weightData : [weightData as ArrayBuffer];
      await writeWhole(join(folder, 'weights.bin'), Buffer.concat(parts.map((part) => new Uint8Array(part))));
      const weightsManifest = [{ paths: ['weights.bin'], weights: weightSpecs }];
      const model = { modelTopology, weightsManifest, format, generatedBy, convertedBy };
      await writeWhole(join(folder, 'model.json'), JSON.stringify(model));
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
    },
    load: async () => {
      const { modelTopology, weightsManifest, format } = JSON.parse(await readFile(join(folder, 'model.json'), 'utf8'));
      const [{ paths, weights }] = weightsManifest;
      const bytes = await readFile(join(folder, paths[0]));
      const weightData = new Uint8Array(bytes).buffer; // a copy: small files share node's pooled buffer
      return { modelTopology, weightSpecs: weights, weightData, format };
    },
  };
}
