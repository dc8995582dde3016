import { io } from '@tensorflow/tfjs-core';
import { type FileSystem, fileSystem, nodeModule } from '../files/fileSystem.js';
import { remedyFor, type SystemError } from '../files/systemError.js';
import { UNFINISHED, writeWhole } from '../files/writeWhole.js';
import { refuse } from '../input/checks.js';
import { oneBuffer } from '../tfjs/oneBuffer.js';
import { MODEL, sha256, WITHOUT_FILES } from './savedModel.js';

/** Names of the weights that are written here: no other files are ever removed. */
const WEIGHTS = /^weights\.[0-9a-f-]{36}\.bin$/;
/** Milliseconds after which a file that no model names is what a killed save left: no save takes so long. */
const STALE = 3_600_000;

/**
 * Writes a model to a folder: its weights first, under a name of their own, and then the model.json that names them.
 */
export async function writeSavedModel(folder: string, artifacts: io.ModelArtifacts): Promise<io.SaveResult> {
  const fs = await fileSystem('folder', WITHOUT_FILES);
  const { randomUUID } = await nodeModule<typeof import('node:crypto')>('node:crypto');
  const { weightSpecs = [], weightData, getWeightStream, ...model } = artifacts;
  if (!weightData && getWeightStream) {
    refuse('model', 'one whose weights are in memory', 'one that streams them', 'Load it without streamWeights.');
  }
  const modelArtifactsInfo = io.getModelArtifactsInfoForJSON(artifacts); // throws where the topology is not JSON
  const weights = new Uint8Array(oneBuffer([weightData ?? []].flat().map((part) => new Uint8Array(part))));
  const name = `weights.${randomUUID()}.bin`;
  const weightsManifest = [{ paths: [name], weights: weightSpecs, sha256: await sha256([weights]) }];
  try {
    await fs.mkdir(folder, { recursive: true });
    await writeWhole(fs, `${folder}/${name}`, weights);
    const former = await weightsOf(fs, folder);
    try {
      await writeWhole(fs, `${folder}/${MODEL}`, JSON.stringify({ ...model, weightsManifest }));
    } catch (error) {
      await fs.rm(`${folder}/${name}`, { force: true }).catch(() => {});
      throw error;
    }
    await clearUp(fs, folder, name, former);
  } catch (error) {
    const { message } = error as SystemError;
    refuse('folder', 'one that can be written to', message, remedyFor(error as SystemError, 'Pass another one.'));
  }
  return { modelArtifactsInfo };
}

/** What the model.json of a folder names, as far as there is one that can be read. */
async function weightsOf(fs: FileSystem, folder: string): Promise<unknown[]> {
  try {
    const { weightsManifest } = JSON.parse(await fs.readFile(`${folder}/${MODEL}`, 'utf8'));
    return weightsManifest.flatMap(({ paths }: { paths: unknown[] }) => paths);
  } catch {
    return [];
  }
}

/**
 * Removes the weights of the model before, and what killed saves left. Files that are younger may be of a save that
 * goes on at the same time. What cannot be removed does no harm: nothing names it.
 */
async function clearUp(fs: FileSystem, folder: string, kept: string, former: unknown[]): Promise<void> {
  for (const file of await fs.readdir(folder).catch(() => [])) {
    const path = `${folder}/${file}`;
    const unfinished = file.endsWith(UNFINISHED) && (file.startsWith(MODEL) || file.startsWith('weights.'));
    if (file === kept || !(unfinished || WEIGHTS.test(file))) continue;
    const stale = async () => Date.now() - (await fs.stat(path)).mtimeMs > STALE;
    if (former.includes(file) || (await stale().catch(() => false))) await fs.rm(path, { force: true }).catch(() => {});
  }
}
