/** A stream of random numbers. The same seed gives the same stream on every machine and backend. */
export interface Random {
  /** A number that is uniform in [0, 1). */
  uniform(): number;
  /** A number of the standard normal distribution. */
  normal(): number;
  /** +1 or -1, with equal probability. */
  sign(): 1 | -1;
  /** A whole number from 0 to n - 1, each with equal probability. */
  below(n: number): number;
}

/**
 * The generator xoshiro128**. Its four words of state are filled by splitmix32, so that close seeds give unrelated
 * streams.
 *
 * @see Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2018
 */
export function seededRandom(seed: number): Random {
  let mix = seed >>> 0 || 0x9e3779b9;
  // The high part counts too, so that seeds of more than 32 bits differ.
  let high = Math.floor(seed / 2 ** 32) >>> 0;
  const splitmix = () => {
    mix = (mix + 0x9e3779b9 + high) >>> 0;
    high = 0;
    let z = mix;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return (z ^ (z >>> 16)) >>> 0;
  };
  let a = splitmix();
  let b = splitmix();
  let c = splitmix();
  let d = splitmix();
  const next = (): number => {
    const product = Math.imul(b, 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = (d << 11) | (d >>> 21);
    return result;
  };
  const uniform = () => (next() * 2 ** 21 + (next() >>> 11)) / 2 ** 53;
  return {
    uniform,
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    sign: () => (next() & 0x80000000 ? -1 : 1),
    below: (n) => Math.floor(uniform() * n),
  };
}

/** A random order of the numbers 0 to n - 1, by the shuffle of Fisher and Yates. */
export function permutation(n: number, random: Random): Int32Array {
  const order = Int32Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = random.below(i + 1);
    const kept = order[i];
    order[i] = order[j];
    order[j] = kept;
  }
  return order;
}

/** Some `count` different numbers from 0 to n - 1, in random order. Every choice is equally likely. */
export function choose(count: number, n: number, random: Random): Int32Array {
  const order = Int32Array.from({ length: n }, (_, i) => i);
  for (let i = 0; i < count; i++) {
    const j = i + random.below(n - i);
    const kept = order[i];
    order[i] = order[j];
    order[j] = kept;
  }
  return order.slice(0, count);
}
