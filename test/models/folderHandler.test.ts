import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import '@tensorflow/tfjs-backend-cpu';
import { loadGraphModel } from '@tensorflow/tfjs-converter';
import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, loadLayersModel } from '@tensorflow/tfjs-layers';
import { folderHandler, InputError, mlp } from 'geocollapse/models';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startProgram } from '../support/childProcess.js';

const GRAPH = 'test/fixtures/models/graph';

let folder: string;
let path: string;
let model: LayersModel;
let wide: LayersModel;
beforeAll(() => {
  model = mlp({ hidden: [3], inputShape: [2], classes: 2, seed: 1 });
  wide = mlp({ hidden: [5], inputShape: [2], classes: 2, seed: 2 });
});
afterAll(() => tf.disposeVariables());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'geocollapse-'));
  path = join(folder, 'runs', 'model');
});
afterEach(() => rmSync(folder, { recursive: true }));

const weightsOf = (some: LayersModel) => some.getWeights().map((weight) => Array.from(weight.dataSync()));
const files = () => readdirSync(path).sort();
const weightsFile = () => join(path, files().find((file) => file.startsWith('weights.'))!);
const load = () => loadLayersModel(folderHandler(path));

/** The weights of the model that the folder holds, which goes. */
async function held(): Promise<number[][]> {
  const loaded = await load();
  const weights = weightsOf(loaded);
  loaded.dispose();
  return weights;
}

describe('a model in a folder', () => {
  it('comes back with its weights, to the bit; the folder is made', async () => {
    await model.save(folderHandler(path));
    expect(files()).toEqual(['model.json', expect.stringMatching(/^weights\..*\.bin$/)]);
    expect(await held()).toEqual(weightsOf(model));
  });

  it('takes the place of the one before, and leaves nothing of it; other files stay', async () => {
    await model.save(folderHandler(path));
    writeFileSync(join(path, 'notes.txt'), 'mine');
    writeFileSync(join(path, 'weights.bin'), 'mine as well');
    await wide.save(folderHandler(path));
    const written = files().filter((name) => /^weights\..{36}\.bin$/.test(name)); // anywhere in the order of names
    expect(written).toHaveLength(1);
    expect(files().filter((name) => name !== written[0])).toEqual(['model.json', 'notes.txt', 'weights.bin']);
    expect(await held()).toEqual(weightsOf(wide));
  });

  it('keeps its training configuration and the weights of the optimizer where they are saved', async () => {
    const trained = mlp({ hidden: [], inputShape: [2], classes: 1, seed: 3 });
    trained.compile({ optimizer: tf.train.momentum(0.125, 0.5), loss: 'meanSquaredError' });
    const [x, y] = [tf.ones([4, 2]), tf.zeros([4, 1])];
    await trained.fit(x, y, { epochs: 2, verbose: 0 });
    await trained.save(folderHandler(path), { includeOptimizer: true });
    const again = await load();
    expect((again.optimizer as tf.MomentumOptimizer).getConfig()).toMatchObject({ learningRate: 0.125, momentum: 0.5 });
    const state = async (some: LayersModel) =>
      (await some.optimizer.getWeights()).map(({ tensor }) => tensor.dataSync());
    expect(await state(again)).toEqual(await state(trained));
    await Promise.all([trained, again].map((each) => each.fit(x, y, { epochs: 2, verbose: 0 })));
    expect(weightsOf(again)).toEqual(weightsOf(trained));
  });

  it('may be one of the converter, and goes through the folder unchanged', async () => {
    const graph = await loadGraphModel(folderHandler(GRAPH));
    await graph.save(folderHandler(path));
    const again = await loadGraphModel(folderHandler(path));
    const [{ shape }] = graph.inputs;
    const x = tf.randomNormal(
      shape!.map((size) => (size === null || size < 0 ? 2 : size)) as [number],
      0,
      1,
      'float32',
      1,
    );
    const [one, two] = [graph, again].map((each) => (each.predict(x) as tf.Tensor).dataSync());
    expect(two).toEqual(one);
    expect(two.some((value) => value !== 0)).toBe(true);
  });

  it('may have been written as other programs write it, its weights in several files', async () => {
    await model.save(folderHandler(path));
    const json = JSON.parse(readFileSync(join(path, 'model.json'), 'utf8'));
    const bytes = readFileSync(weightsFile());
    rmSync(weightsFile());
    writeFileSync(join(path, 'group1-shard1of2.bin'), bytes.subarray(0, 10));
    writeFileSync(join(path, 'group1-shard2of2.bin'), bytes.subarray(10));
    const [{ weights }] = json.weightsManifest;
    const weightsManifest = [{ weights, paths: ['group1-shard1of2.bin', 'group1-shard2of2.bin'] }];
    writeFileSync(join(path, 'model.json'), JSON.stringify({ ...json, weightsManifest }));
    expect(await held()).toEqual(weightsOf(model));
  });

  it('is the same where its weights come in several buffers, the last the longest, or one of them empty', async () => {
    const bytes = Float32Array.of(1, 2, 3, 4).buffer;
    const weightSpecs = [
      { name: 'a', shape: [1], dtype: 'float32' as const },
      { name: 'b', shape: [3], dtype: 'float32' as const },
    ];
    const { save, load } = folderHandler(path);
    for (const cuts of [[4], [0, 4], [2, 6], []]) {
      const weightData = [0, ...cuts].map((start, i) => bytes.slice(start, cuts[i] ?? 16));
      await save!({ modelTopology: {}, weightSpecs, weightData });
      expect(new Float32Array((await load!()).weightData as ArrayBuffer)).toEqual(Float32Array.of(1, 2, 3, 4));
    }
  });

  it('is one of those that are saved to it at once, whole', async () => {
    const models = Array.from({ length: 12 }, (_, i) => (i % 2 === 0 ? model : wide));
    await Promise.all(models.map((each) => each.save(folderHandler(path))));
    expect([weightsOf(model), weightsOf(wide)]).toContainEqual(await held());
  });

  it('is whole for who loads it while others are saved to it', async () => {
    await model.save(folderHandler(path));
    let saving = true;
    const saves = (async () => {
      for (let i = 0; i < 60; i++) await (i % 2 === 0 ? wide : model).save(folderHandler(path));
      saving = false;
    })();
    while (saving) expect([weightsOf(model), weightsOf(wide)]).toContainEqual(await held());
    await saves;
    expect(files()).toHaveLength(2);
  });
});

describe('what is not a model is refused:', () => {
  const refused = async (message: RegExp) => {
    const loading = load();
    await expect(loading).rejects.toThrow(InputError);
    await expect(loading).rejects.toThrow(message);
  };
  const change = (edit: (json: Record<string, unknown>) => void) => {
    const json = JSON.parse(readFileSync(join(path, 'model.json'), 'utf8'));
    edit(json);
    writeFileSync(join(path, 'model.json'), JSON.stringify(json));
  };

  const replaceByFile = () => {
    rmSync(path, { recursive: true });
    writeFileSync(path, '');
  };

  it('no folder', () =>
    refused(/^folderHandler: folder must hold model\.json, got none in '.*'\. Save a model there first/));

  it('an empty folder', async () => {
    mkdirSync(path, { recursive: true });
    await refused(/must hold model\.json, got none in/);
  });

  it.each<[string, () => void, RegExp]>([
    ['a file in its place', () => replaceByFile(), /got ENOTDIR/],
    [
      'half a model.json',
      () => writeFileSync(join(path, 'model.json'), readFileSync(join(path, 'model.json')).subarray(0, 200)),
      /must hold a whole model\.json, got /,
    ],
    ['an empty model.json', () => writeFileSync(join(path, 'model.json'), ''), /got an empty file in /],
    [
      'a pointer of Git LFS',
      () =>
        writeFileSync(join(path, 'model.json'), 'version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 2\n'),
      /got a Git LFS pointer/,
    ],
    [
      'a model.json that is an array',
      () => writeFileSync(join(path, 'model.json'), '[]'),
      /must hold a model\.json of a model with weights/,
    ],
    ['no topology', () => change((json) => delete json.modelTopology), /a model\.json of a model with weights/],
    ['no weights', () => change((json) => delete json.weightsManifest), /a model\.json of a model with weights/],
    [
      'weights without paths',
      () => change((json) => (json.weightsManifest = [{ weights: [] }])),
      /of a model with weights/,
    ],
    [
      'a missing file of weights',
      () => rmSync(weightsFile()),
      /must hold weights\..*\.bin, got none in '.*'\. They are damaged/,
    ],
    [
      'weights that are cut short',
      () => writeFileSync(weightsFile(), readFileSync(weightsFile()).subarray(4)),
      /must hold weights of 68 bytes, got 64 in/,
    ],
    [
      'weights with a wrong bit',
      () => {
        const bytes = readFileSync(weightsFile());
        bytes[5] ^= 1;
        writeFileSync(weightsFile(), bytes);
      },
      /weights as they were saved, got others, by their SHA-256/,
    ],
  ])('%s', async (_, damage, message) => {
    await model.save(folderHandler(path));
    damage();
    await refused(message);
  });

  it.each(['', 'a\0b', 5, undefined, null, pathToFileURL('/models')])('%j for a path, at once', (bad) => {
    expect(() => folderHandler(bad as string)).toThrow(/^folderHandler: folder must be the path of a folder, got /);
  });
});

describe('where it cannot be written', () => {
  it('a file is in the way', async () => {
    mkdirSync(join(folder, 'runs'));
    writeFileSync(path, 'in the way');
    const saving = model.save(folderHandler(path));
    await expect(saving).rejects.toThrow(/^folderHandler: folder must be one that can be written to, got E/);
    expect(readFileSync(path, 'utf8')).toBe('in the way');
  });

  it('a folder is in the place of model.json: nothing is left of the weights', async () => {
    mkdirSync(join(path, 'model.json'), { recursive: true });
    await expect(model.save(folderHandler(path))).rejects.toThrow(InputError);
    expect(files()).toEqual(['model.json']);
  });

  it.skipIf(process.getuid?.() === 0)('the right to write is missing', async () => {
    await model.save(folderHandler(path));
    chmodSync(path, 0o500);
    await expect(wide.save(folderHandler(path))).rejects.toThrow(/EACCES.*Give yourself the right/);
    chmodSync(path, 0o700);
    expect(await held()).toEqual(weightsOf(model));
  });

  it('a model without JSON is refused, and one whose weights stream', async () => {
    const { save } = folderHandler(path);
    await expect(save!({ modelTopology: new ArrayBuffer(4) })).rejects.toThrow(/Expected JSON model topology/);
    const getWeightStream = () => new ReadableStream<ArrayBuffer>();
    await expect(save!({ modelTopology: {}, getWeightStream })).rejects.toThrow(/one whose weights are in memory/);
    expect(existsSync(path)).toBe(false);
  });
});

describe('a process that is killed in the middle of a save', () => {
  it('leaves a whole model, whenever it is killed', { timeout: 60_000 }, async () => {
    const program = `
      import { folderHandler } from './src/models/folderHandler.ts';
      const { save } = folderHandler(${JSON.stringify(path)});
      const size = 2 ** 18;
      for (let i = 1; ; i++) {
        const weightData = new Float32Array(size).fill(i).buffer;
        const weightSpecs = [{ name: 'w', shape: [size], dtype: 'float32' }];
        await save({ modelTopology: { i }, weightSpecs, weightData });
        console.log(i);
      }`;
    for (const wait of [1, 4, 9]) {
      const child = startProgram(program);
      await child.until(wait);
      await child.kill();
      const reported = Number(child.lines().at(-1));
      const { modelTopology, weightData } = await folderHandler(path).load!();
      const { i } = modelTopology as { i: number };
      expect([reported, reported + 1]).toContain(i);
      const values = new Float32Array(weightData as ArrayBuffer);
      expect(values.every((value) => value === i)).toBe(true);
    }
  });

  it('leaves files that a save an hour later removes, and no sooner: they may be of a save that goes on', async () => {
    mkdirSync(path, { recursive: true });
    const left = [
      'weights.0b9f2e7c-6f0a-4c1d-9a59-2f6f4d1f7a10.bin',
      'model.json.77.unfinished',
      'weights.x.bin.78.unfinished',
    ];
    for (const file of left) writeFileSync(join(path, file), 'left');
    await model.save(folderHandler(path));
    expect(files()).toEqual(expect.arrayContaining(left));
    const before = new Date(Date.now() - 2 * 3_600_000);
    for (const file of left) utimesSync(join(path, file), before, before);
    await model.save(folderHandler(path));
    expect(files()).toEqual(['model.json', expect.stringMatching(/^weights\..{36}\.bin$/)]);
  });
});
