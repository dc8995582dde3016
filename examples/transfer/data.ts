import { dataFolder, type ImageDataset, readCifarFs, split } from 'geocollapse/data';
import { downloadBar } from '../support/downloadBar.js';
import type { RunOptions } from './options.js';

/** The data of a run: images to train on, others of the same classes, and those of classes that are held out. */
export interface TransferData {
  source: ImageDataset;
  sourceTest: ImageDataset;
  target: ImageDataset;
}

/** Reads CIFAR-FS from the folder that is named, from the cache folder, or from the net into the cache folder. */
export async function readData(
  { data, target, settings: { keptBack }, seed }: RunOptions,
  signal: AbortSignal,
): Promise<TransferData> {
  const bar = downloadBar();
  try {
    const sets = await readCifarFs(await dataFolder('cifar-fs', { data, signal, onProgress: bar.show }));
    const { train, test } = split(sets.train, { train: 1 - keptBack, seed });
    return { source: train, sourceTest: test, target: sets[target] };
  } finally {
    bar.end();
  }
}
