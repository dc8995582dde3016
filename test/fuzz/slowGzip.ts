/**
 * Unpacks gzip slowly, by RFC 1951 and 1952, a bit at a time and with nothing of zlib, to hold the library against.
 * Undefined for whatever is not a whole gzip file: damaged, cut short, or followed by anything but zeros or more gzip.
 * With `first` it is the first member, whatever follows.
 */
export function slowGunzip(bytes: Uint8Array, { first = false, most = 1 << 22 } = {}): Uint8Array | undefined {
  const out: number[] = [];
  try {
    let at = 0;
    if (first) {
      member(bytes, at, out, most);
      return Uint8Array.from(out);
    }
    do at = member(bytes, at, out, most);
    while (at < bytes.length && bytes[at] !== 0);
    return bytes.subarray(at).every((byte) => byte === 0) ? Uint8Array.from(out) : undefined;
  } catch (error) {
    if (error instanceof Wrong) return undefined;
    throw error;
  }
}

class Wrong extends Error {}
const check = (right: boolean): void => {
  if (!right) throw new Wrong();
};

function member(bytes: Uint8Array, start: number, out: number[], most: number): number {
  let at = start;
  const byte = (): number => {
    check(at < bytes.length);
    return bytes[at++];
  };
  const word = (count: number) =>
    Array.from({ length: count }, byte).reduce((sum, each, i) => sum + each * 256 ** i, 0);
  check(byte() === 0x1f && byte() === 0x8b && byte() === 8);
  const flags = byte();
  check((flags & 0xe0) === 0);
  word(6);
  if (flags & 4) word(word(2));
  if (flags & 8) while (byte() !== 0);
  if (flags & 16) while (byte() !== 0);
  if (flags & 2) {
    const sum = crc32(bytes.subarray(start, at)) & 0xffff;
    check(word(2) === sum);
  }
  const from = out.length;
  let bitAt = 0;
  let current = 0;
  const bit = (): number => {
    if (bitAt === 0) current = byte();
    const value = (current >> bitAt) & 1;
    bitAt = (bitAt + 1) % 8;
    return value;
  };
  const bits = (count: number): number => {
    let value = 0;
    for (let i = 0; i < count; i++) value += bit() * 2 ** i;
    return value;
  };
  let last = false;
  while (!last) {
    last = bit() === 1;
    const type = bits(2);
    check(type < 3);
    if (type === 0) {
      bitAt = 0;
      const length = word(2);
      check(word(2) === 0xffff - length);
      for (let i = 0; i < length; i++) out.push(byte());
    } else {
      const [symbols, distances] = type === 1 ? FIXED : codes(bits);
      for (let symbol = decode(symbols, bit); symbol !== 256; symbol = decode(symbols, bit)) {
        if (symbol < 256) out.push(symbol);
        else {
          check(symbol <= 285);
          const [base, extra] = LENGTHS[symbol - 257];
          const length = base + bits(extra);
          const which = decode(distances, bit);
          check(which < 30);
          const distance = DISTANCES[which][0] + bits(DISTANCES[which][1]);
          check(distance <= out.length - from);
          for (let i = 0; i < length; i++) out.push(out[out.length - distance]);
        }
        check(out.length <= most);
      }
    }
    check(out.length <= most);
  }
  const own = Uint8Array.from(out.slice(from));
  check(word(4) === crc32(own));
  check(word(4) === own.length % 2 ** 32);
  return at;
}

/** The symbol of each code, by its bits as text. */
type Code = Map<string, number>;

function decode(code: Code, bit: () => number): number {
  for (let text = ''; text.length < 16; ) {
    text += bit();
    const symbol = code.get(text);
    if (symbol !== undefined) return symbol;
  }
  throw new Wrong();
}

/** The code of symbols whose lengths are given. `incomplete` allows one code of one bit, as zlib does for distances. */
function codeOf(lengths: readonly number[], incomplete: boolean): Code {
  const used = lengths.filter((length) => length > 0);
  const space = used.reduce((sum, length) => sum + 2 ** -length, 0);
  const single = used.length === 1 && used[0] === 1;
  check(space === 1 || (incomplete && (used.length === 0 || single)));
  const code: Code = new Map();
  let next = 0;
  for (let length = 1; length <= 15; length++) {
    next *= 2;
    for (const [symbol, own] of lengths.entries()) {
      if (own === length) code.set((next++).toString(2).padStart(length, '0'), symbol);
    }
  }
  return code;
}

function codes(bits: (count: number) => number): [Code, Code] {
  const [literals, distances, count] = [bits(5) + 257, bits(5) + 1, bits(4) + 4];
  check(literals <= 286 && distances <= 30);
  const order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
  const own = new Array(19).fill(0);
  for (let i = 0; i < count; i++) own[order[i]] = bits(3);
  const code = codeOf(own, false);
  const lengths: number[] = [];
  while (lengths.length < literals + distances) {
    const symbol = decode(code, () => bits(1));
    if (symbol < 16) lengths.push(symbol);
    else {
      check(symbol !== 16 || lengths.length > 0);
      const repeated = symbol === 16 ? lengths[lengths.length - 1] : 0;
      const times = symbol === 16 ? 3 + bits(2) : symbol === 17 ? 3 + bits(3) : 11 + bits(7);
      for (let i = 0; i < times; i++) lengths.push(repeated);
    }
  }
  check(lengths.length === literals + distances && lengths[256] > 0);
  return [codeOf(lengths.slice(0, literals), true), codeOf(lengths.slice(literals), true)];
}

const FIXED: [Code, Code] = [
  codeOf(
    Array.from({ length: 288 }, (_, i) => (i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8)),
    false,
  ),
  codeOf(new Array(32).fill(5), false),
];
/** Base and extra bits of lengths 3 to 258. */
const LENGTHS = [
  ...steps(3, [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5]),
  [258, 0],
];
/** Base and extra bits of distances 1 to 32768. */
const DISTANCES = steps(1, [0, 0, 0, 0, ...Array.from({ length: 26 }, (_, i) => 1 + (i >> 1))]);

function steps(first: number, extra: readonly number[]): number[][] {
  let base = first;
  return extra.map((count) => {
    const step = [base, count];
    base += 2 ** count;
    return step;
  });
}

/** The sum of RFC 1952, a bit at a time. */
export function crc32(bytes: Uint8Array): number {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let i = 0; i < 8; i++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return (sum ^ 0xffffffff) >>> 0;
}
