import { gzipSync } from 'node:zlib';
import {
  type ImagesInMemory,
  parseCifar10,
  parseCifar100,
  parseIdxImages,
  parseIdxLabels,
  readCifar10,
  readCifar100,
  readMnist,
} from 'geocollapse/data';
import { it } from 'vitest';
import { gunzip } from '../../src/data/formats/gunzip.js';
import { GzipError } from '../../src/data/formats/inflate.js';
import { inflateAsStream } from '../../src/data/formats/inflateAsStream.js';
import { heldBytes } from '../../src/data/formats/sourceFile.js';
import type { Random } from '../../src/numeric/random.js';
import { cifar10Records, cifar100Records } from '../support/cifar.js';
import { idx } from '../support/idx.js';
import { tar } from '../support/tar.js';
import { CASES, fuzz } from './fuzz.js';
import { joined, mutate } from './mutate.js';
import { rightCifar10, rightCifar100, rightCifar100Set, rightImages, rightLabels, slowTar } from './slowFormats.js';
import { slowGunzip } from './slowGzip.js';

const LONG = 60_000 + 20 * CASES; // milliseconds
const one = <T>(all: readonly T[], random: Random): T => all[random.below(all.length)];
const IMAGES = [idx(0x803, 6, 2, 3), idx(0x803, 1, 28, 28), idx(0x803, 300, 1, 1), idx(0x803, 1, 1, 1)];
const LABELS = [idx(0x801, 6), idx(0x801, 1), idx(0x801, 300)];
const CIFAR_10 = [cifar10Records(2), cifar10Records(1)];
const CIFAR_100 = [cifar100Records(2), cifar100Records(1)];
/** The beginnings of the first records, where labels are. */
const RECORDS = [0, 3073, 3074, 6140];

it('damaged IDX files of images are refused, or read as the format says', { timeout: LONG }, () =>
  fuzz('IDX images', {
    damaged: (random) => mutate(one(IMAGES, random), random),
    read: (bytes) => [...parseIdxImages(bytes).images],
    right: rightImages,
  }),
);

it('damaged IDX files of labels are refused, or read as the format says', { timeout: LONG }, () =>
  fuzz('IDX labels', {
    damaged: (random) => mutate(one(LABELS, random), random),
    read: (bytes) => [...parseIdxLabels(bytes)],
    right: rightLabels,
  }),
);

it('damaged files of CIFAR-10 are refused, or read as the format says', { timeout: LONG }, () =>
  fuzz('CIFAR-10', {
    damaged: (random) => mutate(one(CIFAR_10, random), random, RECORDS),
    read: (bytes) => {
      const { images, labels } = parseCifar10(bytes);
      return { labels: [[...labels]], images: [...images] };
    },
    right: rightCifar10,
  }),
);

it('damaged files of CIFAR-100 are refused, or read as the format says', { timeout: LONG }, () =>
  fuzz('CIFAR-100', {
    damaged: (random) => mutate(one(CIFAR_100, random), random, RECORDS),
    read: (bytes) => {
      const { images, fine, coarse } = parseCifar100(bytes);
      return { labels: [[...coarse], [...fine]], images: [...images] };
    },
    right: rightCifar100,
  }),
);

/** What two files of a whole set are, by a reader: the images and labels of its training set. */
const read = async (reader: Promise<{ train: ImagesInMemory }>) => {
  const { images, labels } = (await reader).train;
  return { labels: [...labels], images: [...images] };
};
const TEST = { 't10k-images-idx3-ubyte': IMAGES[0], 't10k-labels-idx1-ubyte': LABELS[0] };

/** Gzip files of all kinds: of one member and several, stored, fixed and dynamic codes, with all fields, with zeros. */
const gzipsOf = (bytes: Uint8Array): Uint8Array[] => {
  const plain = Uint8Array.from(gzipSync(bytes));
  const fields = joined(
    Uint8Array.of(0x1f, 0x8b, 8, 4 + 8 + 16, 0, 0, 0, 0, 0, 3, 2, 0, 65, 66, 110, 0, 99, 0),
    plain.subarray(10),
  );
  const half = bytes.length >> 1;
  const two = joined(gzipSync(bytes.subarray(0, half)), gzipSync(bytes.subarray(half)));
  return [plain, Uint8Array.from(gzipSync(bytes, { level: 0 })), fields, two, joined(plain, new Uint8Array(9))];
};
const noise = Uint8Array.from({ length: 3000 }, (_, i) => (i * i * 31 + (i >> 3)) % (i % 7 === 0 ? 256 : 19));
const GZIPS = [...IMAGES, noise].flatMap(gzipsOf);

it('damaged gzip files are refused, their sums included, or unpacked to the bit', { timeout: LONG }, () =>
  fuzz('gzip', {
    damaged: (random) => mutate(one(GZIPS, random), random),
    read: async (bytes) => [...(await gunzip(heldBytes(bytes, 'a.gz'), () => 2 ** 20)).bytes],
    right: (bytes) => {
      const plain = bytes[0] !== 0x1f || bytes[1] !== 0x8b;
      const unpacked = plain ? bytes : slowGunzip(bytes);
      return unpacked && [...unpacked];
    },
  }),
);

it('and so by the stream of browsers, which may refuse what has several members', { timeout: LONG }, () =>
  fuzz('gzip, as a stream', {
    damaged: (random) => mutate(one(GZIPS, random), random),
    read: async (bytes) => {
      const unpacked = await inflateAsStream(bytes, () => 2 ** 20).catch((error) => {
        if (error instanceof GzipError) return undefined;
        throw error;
      });
      return unpacked && [...unpacked];
    },
    right: (bytes) => {
      // Node's stream, in contrast to a browser's, may end where the first member ends.
      const unpacked = slowGunzip(bytes) ?? slowGunzip(bytes, { first: true });
      return unpacked && [...unpacked];
    },
    mayRefuse: true,
  }),
);

it('damaged gzip files of a set are refused, or read as both formats say', { timeout: LONG }, () =>
  fuzz('gzipped IDX images of a set', {
    damaged: (random) => {
      // Of each two, one is damaged before it is packed, so that not all damage meets the sums of gzip.
      const early = random.below(2) === 0;
      return early ? gzipSync(mutate(IMAGES[0], random)) : mutate(one(gzipsOf(IMAGES[0]), random), random);
    },
    read: (bytes) =>
      read(readMnist({ ...TEST, 'train-images-idx3-ubyte.gz': bytes, 'train-labels-idx1-ubyte': LABELS[0] })),
    right: (bytes) => {
      const images = rightImages(bytes[0] === 0x1f && bytes[1] === 0x8b ? (slowGunzip(bytes) ?? bytes) : bytes);
      const count = images && Number(BigInt(images.length) / BigInt(images.length / 6));
      const six = images && shapeCount(bytes) === 6 && count === 6;
      return six ? { labels: [0, 1, 2, 3, 4, 5], images } : undefined;
    },
  }),
);

/** The number of images that an IDX file claims, gzipped or not. */
function shapeCount(bytes: Uint8Array): number {
  const plain = bytes[0] === 0x1f && bytes[1] === 0x8b ? (slowGunzip(bytes) ?? bytes) : bytes;
  return new DataView(plain.slice().buffer).getUint32(4);
}

const BATCHES = [1, 2, 3, 4, 5].map((i) => `data_batch_${i}.bin`);
const ARCHIVE_10 = tar({
  'cifar-10-batches-bin/': new Uint8Array(),
  ...Object.fromEntries(BATCHES.map((name) => [`cifar-10-batches-bin/${name}`, CIFAR_10[1]])),
  'cifar-10-batches-bin/test_batch.bin': CIFAR_10[1],
});
const ARCHIVE_100 = tar({ 'cifar-100-binary/train.bin': CIFAR_100[0], 'cifar-100-binary/test.bin': CIFAR_100[1] });
/** The headers in an archive. */
const headers = (archive: Uint8Array) =>
  Array.from({ length: archive.length / 512 }, (_, i) => 512 * i).filter(
    (at) => Buffer.from(archive).toString('latin1', at + 257, at + 262) === 'ustar',
  );

/** What an archive holds under a name, wherever in it; undefined for none or several. */
const heldIn = (archive: Uint8Array | undefined, name: string): Uint8Array | undefined => {
  const files = archive && slowTar(archive);
  const named = [...(files ?? [])].filter(([path]) => path === name || path.endsWith(`/${name}`));
  return named.length === 1 ? named[0][1] : undefined;
};

for (const [name, archive, reader, rightOf] of [
  [
    'tar.gz of CIFAR-10',
    ARCHIVE_10,
    readCifar10,
    (unpacked: Uint8Array | undefined) => {
      const batches = [...BATCHES, 'test_batch.bin'].map((each) => heldIn(unpacked, each));
      const records = batches.map((batch) => batch && rightCifar10(batch));
      if (records.includes(undefined)) return undefined;
      const train = records.slice(0, 5) as NonNullable<(typeof records)[0]>[];
      return { labels: train.flatMap(({ labels }) => labels[0]), images: train.flatMap(({ images }) => images) };
    },
  ],
  [
    'tar.gz of CIFAR-100',
    ARCHIVE_100,
    readCifar100,
    (unpacked: Uint8Array | undefined) => {
      const [train, test] = ['train.bin', 'test.bin'].map((each) => {
        const bytes = heldIn(unpacked, each);
        return bytes && rightCifar100Set(bytes);
      });
      return train && test && { labels: train.labels[1], images: train.images };
    },
  ],
] as const) {
  const places = headers(archive);
  const packed = Uint8Array.from(gzipSync(archive));
  it(`a damaged ${name} is refused, or read as the three formats in it say`, { timeout: LONG }, () =>
    fuzz(name, {
      damaged: (random) => {
        const kind = random.below(4);
        if (kind === 0) return mutate(packed, random);
        const damaged = mutate(archive, random, places);
        if (kind === 1) mend(damaged);
        return kind === 2 ? damaged : gzipSync(damaged, { level: 1 });
      },
      read: (bytes) => read(reader(bytes)),
      right: (bytes) => rightOf(bytes[0] === 0x1f && bytes[1] === 0x8b ? slowGunzip(bytes) : bytes),
    }),
  );
}

/** Gives every header of a damaged archive the sum that it should have, so that what lies behind the check is tried. */
function mend(archive: Uint8Array): void {
  for (const at of headers(archive.subarray(0, 512 * Math.floor(archive.length / 512)))) {
    const header = archive.subarray(at, at + 512);
    header.fill(0x20, 148, 156);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.set(Buffer.from(`${sum.toString(8).padStart(6, '0')}\0 `), 148);
  }
}
