import { mkdirSync, writeFileSync } from 'node:fs';
import { cifar10Records, cifar100Records } from '../support/cifar.js';
import { idx } from '../support/idx.js';

/** Writes the sets that the pages read, as their files are, with a few images each, into the folder `data`. */
export function writeImageSets(): void {
  const write = (folder: string, files: Record<string, Uint8Array>) => {
    mkdirSync(`data/${folder}`);
    for (const [name, bytes] of Object.entries(files)) writeFileSync(`data/${folder}/${name}`, bytes);
  };
  const batches = ['data_batch_1', 'data_batch_2', 'data_batch_3', 'data_batch_4', 'data_batch_5', 'test_batch'];
  write('cifar-10-batches-bin', Object.fromEntries(batches.map((name) => [`${name}.bin`, cifar10Records(20)])));
  write('cifar-100-binary', { 'train.bin': cifar100Records(200), 'test.bin': cifar100Records(100) });
  const pair = (part: string, first = 0) => ({
    [`${part}-images-idx3-ubyte`]: idx(0x803, 10, 28, 28),
    [`${part}-labels-idx1-ubyte`]: idx(0x801, 10).map((byte, at) => (at < 8 ? byte : byte + first)),
  });
  write('fashion-mnist', { ...pair('train'), ...pair('t10k') });
  write('emnist', { ...pair('emnist-letters-train', 1), ...pair('emnist-letters-test', 1) });
}
