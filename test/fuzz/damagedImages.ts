/**
 * A process that reads damaged images: the decoder is native code, so a fault of it would end whichever process it is
 * in. It writes a line a file, and what it found at the end. `node --import tsx damagedImages.ts KIND CASES`.
 */
import { InputError, readImageFolder } from 'geocollapse/data';
import { seededRandom } from '../../src/numeric/random.js';
import { scene } from '../data/images/pictures.js';
import { mutate } from './mutate.js';

const [kind, cases] = [process.argv[2], Number(process.argv[3])];
const SIZE = 16;
const small = () => scene(41, 30);
const made: Record<string, () => Promise<Buffer>[]> = {
  jpeg: () => [
    small().jpeg().toBuffer(),
    small().jpeg({ progressive: true }).toBuffer(),
    small().toColourspace('b-w').jpeg().toBuffer(),
    small().toColourspace('cmyk').jpeg().toBuffer(),
    small().withMetadata({ orientation: 6 }).jpeg().toBuffer(),
  ],
  png: () => [
    small().png().toBuffer(),
    small().png({ progressive: true }).toBuffer(),
    small().png({ palette: true }).toBuffer(),
    small().ensureAlpha(0.5).png().toBuffer(),
    small().toColourspace('rgb16').png().toBuffer(),
  ],
};
const originals = (await Promise.all(made[kind]())).map((bytes) => Uint8Array.from(bytes));

/** The pixels of an image, which lies in the second of two classes; undefined for a refusal. */
async function pixelsOf(bytes: Uint8Array): Promise<Uint8Array | undefined> {
  const files = [
    { path: 'cats/1.jpg', blob: new Blob([]) },
    { path: 'dogs/1.jpg', blob: new Blob([bytes as Uint8Array<ArrayBuffer>]) },
  ];
  const set = await readImageFolder(files, { size: SIZE });
  try {
    const { images, skipped } = await set.read(Int32Array.of(1));
    if (images.length !== SIZE * SIZE * 3 || skipped || set.labels[1] !== 1) throw new Error('other than one image');
    return images as Uint8Array;
  } catch (error) {
    if (error instanceof InputError && error.message.includes("in 'dogs/1.jpg'")) return undefined;
    throw error;
  }
}

const right = await Promise.all(originals.map(async (bytes) => Buffer.from((await pixelsOf(bytes))!)));
const random = seededRandom(13);
const before = process.resourceUsage().maxRSS;
let [accepted, changed, slowest] = [0, 0, 0];
for (let trial = 0; trial < cases; trial++) {
  const which = random.below(originals.length);
  const bytes = mutate(originals[which], random, [0, 8, 33, 160, originals[which].length >> 1]);
  process.stdout.write(`${trial}\n`); // so that the parent knows at which file this process ended or hung
  const start = performance.now();
  const pixels = await pixelsOf(bytes);
  slowest = Math.max(slowest, performance.now() - start);
  if (!pixels) continue;
  accepted += 1;
  if (!right[which].equals(pixels)) changed += 1;
}
const grown = Math.round((process.resourceUsage().maxRSS - before) / 1024);
process.stdout.write(`${JSON.stringify({ accepted, changed, slowest, grown })}\n`);
