import { io } from '@tensorflow/tfjs-core';
import { type FileSystem, fileSystem } from '../files/fileSystem.js';
import { remedyFor, type SystemError } from '../files/systemError.js';
import { InputError } from '../input/checks.js';
import { isPlainObject } from '../input/options.js';
import { whatIs } from '../input/whatIs.js';
import { oneBuffer } from '../tfjs/oneBuffer.js';
import { MODEL, sha256, WITHOUT_FILES } from './savedModel.js';

/** A group of weights in a model.json; the fingerprint is there where `folderHandler` wrote it. */
type Group = io.WeightsManifestConfig[number] & { sha256?: string };

const AGAIN = 'They are damaged: copy the whole folder again, or save the model again.';

/** How often the files of a model are looked for again because another process has saved one in between. */
const ATTEMPTS = 100;

/** Reads the model that a folder holds: of `folderHandler`, of tfjs-node or of the converter. */
export async function readSavedModel(folder: string): Promise<io.ModelArtifacts> {
  const fs = await fileSystem('folder', WITHOUT_FILES);
  for (let attempt = 1; ; attempt++) {
    const text = await readOrRefuse(fs, folder, MODEL, 'Save a model there first.');
    try {
      const model = parseModel(text, folder);
      return await io.getModelArtifactsForJSON(model, (groups) => readWeights(fs, folder, groups));
    } catch (error) {
      // A save may have removed the weights since model.json was read; that names others now.
      const now = await fs.readFile(`${folder}/${MODEL}`).catch(() => text);
      if (attempt === ATTEMPTS || text.equals(now)) throw error;
    }
  }
}

/** A model.json, of which no more is believed than what is looked at. */
function parseModel(text: Buffer, folder: string): io.ModelJSON {
  let model: unknown;
  try {
    model = JSON.parse(text.toString('utf8'));
  } catch (error) {
    const { what = (error as Error).message, remedy = AGAIN } = whatIs(text) ?? {};
    throw notHeld('a whole model.json', `${what} in '${folder}'`, remedy);
  }
  const { modelTopology, weightsManifest } = isPlainObject(model) ? model : {};
  const groups = Array.isArray(weightsManifest) ? weightsManifest : [undefined];
  const sound = ({ paths, weights }: Partial<Group> = {}) =>
    Array.isArray(paths) && paths.every((path) => typeof path === 'string') && Array.isArray(weights);
  if (isPlainObject(modelTopology) && groups.every(sound)) return model as io.ModelJSON;
  const remedy = 'Save the model again with model.save(folderHandler(folder)).';
  throw notHeld('a model.json of a model with weights', `another one in '${folder}'`, remedy);
}

async function readWeights(
  fs: FileSystem,
  folder: string,
  groups: Group[],
): Promise<[io.WeightsManifestEntry[], ArrayBuffer]> {
  const files: Buffer[] = [];
  for (const { paths, weights, sha256: fingerprint } of groups) {
    const parts: Buffer[] = [];
    for (const path of paths) parts.push(await readOrRefuse(fs, folder, path, AGAIN));
    const length = parts.reduce((sum, part) => sum + part.length, 0);
    const size = weights.reduce((sum, spec) => sum + bytesOf(spec), 0);
    const where = `in '${folder}/${paths}'`;
    if (length !== size && !Number.isNaN(size)) throw notHeld(`weights of ${size} bytes`, `${length} ${where}`, AGAIN);
    if (fingerprint !== undefined && fingerprint !== (await sha256(parts))) {
      throw notHeld('weights as they were saved', `others, by their SHA-256, ${where}`, AGAIN);
    }
    files.push(...parts);
  }
  return [groups.flatMap(({ weights }) => weights), oneBuffer(files)];
}

/** The length of some weights, NaN where that is not known beforehand, as with strings. */
function bytesOf({ shape, dtype, quantization }: io.WeightsManifestEntry): number {
  const sizes: Partial<Record<string, number>> = { float32: 4, int32: 4, bool: 1, complex64: 8, uint8: 1, uint16: 2 };
  const size = sizes[quantization?.dtype ?? dtype] ?? (quantization?.dtype === 'float16' ? 2 : Number.NaN);
  return shape.reduce((product, each) => product * each, size);
}

async function readOrRefuse(fs: FileSystem, folder: string, file: string, missing: string): Promise<Buffer> {
  try {
    return await fs.readFile(`${folder}/${file}`);
  } catch (error) {
    const { code, message } = error as SystemError;
    const remedy = remedyFor(error as SystemError, 'Look at it with ls -l.');
    throw notHeld(file, code === 'ENOENT' ? `none in '${folder}'` : message, code === 'ENOENT' ? missing : remedy);
  }
}

const notHeld = (expected: string, got: string, remedy: string) =>
  new InputError('folder', `hold ${expected}`, got, remedy);
