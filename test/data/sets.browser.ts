import { type FileSource, readCifar10, readCifarFs, readMnist } from 'geocollapse/data';
import { describe, expect, it } from 'vitest';

/*
 * The readers in a page: Files of an input, gzip and archives by the page's own DecompressionStream.
 */

const records = (count: number, labels: (i: number) => number[]) =>
  Uint8Array.from(
    Array.from({ length: count }, (_, i) => [
      ...labels(i),
      ...Array.from({ length: 3072 }, (_, at) => at % 251),
    ]).flat(),
  );
const gzip = async (bytes: Uint8Array) => {
  const stream = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream().pipeThrough(new CompressionStream('gzip'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
};
const file = (name: string, bytes: Uint8Array) => new File([bytes as Uint8Array<ArrayBuffer>], name);
const idx = (kind: number, sizes: number[], content: number[]) =>
  Uint8Array.from([0, 0, 8, kind, ...sizes.flatMap((size) => [0, 0, 0, size]), ...content]);
const IMAGES = idx(3, [2, 1, 2], [1, 2, 3, 4]);
const LABELS = idx(1, [2], [7, 8]);
const mnist = async (images: Uint8Array) => [
  file('train-images-idx3-ubyte.gz', images),
  file('train-labels-idx1-ubyte.gz', await gzip(LABELS)),
  file('t10k-images-idx3-ubyte', IMAGES),
  file('t10k-labels-idx1-ubyte', LABELS),
];

/** A tar archive, as small as one can be written. */
function tar(files: [string, Uint8Array][]): Uint8Array {
  const encoder = new TextEncoder();
  const blocks = files.flatMap(([name, bytes]) => {
    const header = new Uint8Array(512);
    header.set(encoder.encode(name));
    header.set(encoder.encode(bytes.length.toString(8).padStart(11, '0')), 124);
    header.fill(0x20, 148, 156);
    header[156] = 0x30;
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.set(encoder.encode(`${sum.toString(8).padStart(6, '0')}\0 `), 148);
    return [...header, ...bytes, ...new Uint8Array((512 - (bytes.length % 512)) % 512)];
  });
  return Uint8Array.from([...blocks, ...new Uint8Array(1024)]);
}

describe('in a page', () => {
  it('Files are read, gzipped or not', async () => {
    const { train, test } = await readMnist(await mnist(await gzip(IMAGES)));
    expect([[...train.labels], [...train.images], train.shape]).toEqual([
      [7, 8],
      [1, 2, 3, 4],
      [1, 2, 1],
    ]);
    expect([...test.labels]).toEqual([7, 8]);
  });

  it('gzip that is damaged, cut short, or followed by something is refused', async () => {
    const whole = await gzip(IMAGES);
    const sum = whole.map((byte, i) => (i === whole.length - 6 ? byte ^ 1 : byte));
    const twice = Uint8Array.from([...whole, ...whole]);
    for (const bytes of [sum, whole.subarray(0, -1), whole.subarray(0, 12), Uint8Array.from([...whole, 1]), twice]) {
      const error = await readMnist(await mnist(bytes)).catch((thrown) => thrown);
      expect(error.message).toMatch(
        /^readMnist: source must hold a whole gzip file, got .*'train-images-idx3-ubyte.gz'/,
      );
    }
  });

  it('gzip that unpacks to more than its content says is refused before it is unpacked', async () => {
    const bomb = await gzip(Uint8Array.from([...IMAGES, ...new Uint8Array(2 ** 20)]));
    const error = await readMnist(await mnist(bomb)).catch((thrown) => thrown);
    expect(error.message).toMatch(
      /no more than the 20 bytes that its format allows, got a gzip file that unpacks to more/,
    );
  });

  it('the official archives are read as they are', async () => {
    const names = ['data_batch_1', 'data_batch_2', 'data_batch_3', 'data_batch_4', 'data_batch_5', 'test_batch'];
    const archive = tar(names.map((name) => [`cifar-10-batches-bin/${name}.bin`, records(2, (i) => [i])]));
    for (const source of [await gzip(archive), file('cifar-10-binary.tar.gz', await gzip(archive)), archive]) {
      const { train } = await readCifar10(source as FileSource);
      expect([...train.labels]).toEqual([0, 1, 0, 1, 0, 1, 0, 1, 0, 1]);
    }
  });

  it('a path is refused, with what to pass', async () => {
    const error = await readCifarFs('data/cifar-100-binary').catch((thrown) => thrown);
    expect(error.message).toMatch(
      /^readCifarFs: source must be used where there are files \(Node\).*Pass the files themselves/,
    );
  });
});
