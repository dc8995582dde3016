import type { Random } from '../../src/numeric/random.js';

/** Words that stand in headers, and those at which numbers turn over. */
const WORDS = [0, 1, 0x7fffffff, 0x80000000, 0xffffffff, 0x10000, 0x801, 0x803];

/**
 * A damaged copy of a file: one to three times bits, bytes or words changed, or a piece cut out, repeated or added.
 * `places` are where damage is most telling, such as headers; half of it strikes near one of them.
 */
export function mutate(bytes: Uint8Array, random: Random, places: readonly number[] = [0]): Uint8Array {
  let copy = bytes.slice();
  for (let times = 1 + random.below(3); times > 0; times--) {
    const near = places[random.below(places.length)] + random.below(32);
    const at = Math.min(copy.length, random.below(2) === 0 ? near : random.below(copy.length + 1));
    const kind = random.below(8);
    if (kind === 0 && at < copy.length) copy[at] ^= 1 << random.below(8);
    if (kind === 1) copy.fill(random.below(256), at, at + 1 + random.below(9));
    if (kind === 2) copy = copy.slice(0, at);
    if (kind === 3)
      copy = joined(copy.subarray(0, at), bytes.subarray(0, random.below(bytes.length + 1)), copy.subarray(at));
    if (kind === 4) copy = joined(copy.subarray(0, at), copy.subarray(at + random.below(20)));
    if (kind === 5)
      copy = joined(
        copy,
        Uint8Array.from({ length: random.below(5) }, () => random.below(256)),
      );
    if (kind === 6 && at + 4 <= copy.length) new DataView(copy.buffer).setUint32(at, WORDS[random.below(WORDS.length)]);
    if (kind === 7 && at + 512 <= copy.length) copy = joined(copy.subarray(0, at), copy.subarray(at + 512)); // a block
  }
  return copy;
}

/** Pieces of bytes as one. */
export function joined(...pieces: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let start = 0;
  for (const piece of pieces) {
    all.set(piece, start);
    start += piece.length;
  }
  return all;
}
