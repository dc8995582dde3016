import type { Random } from '../../src/numeric/random.js';

/**
 * The expectation of what `run` returns over all outcomes of the random choices it makes, each by its probability: the
 * tree of choices is walked leaf by leaf. No sampling, no tolerance for luck.
 */
export async function expectation(run: (random: Random) => Promise<ArrayLike<number>>): Promise<number[]> {
  const path: { taken: number; outcomes: number }[] = [];
  const totals: number[] = [];
  for (;;) {
    let depth = 0;
    const below = (outcomes: number) => {
      if (depth === path.length) path.push({ taken: 0, outcomes });
      return path[depth++].taken;
    };
    const unused = () => {
      throw new Error('only finite choices can be enumerated');
    };
    const values = await run({ below, sign: () => (below(2) === 0 ? 1 : -1), uniform: unused, normal: unused });
    const probability = path.reduce((product, { outcomes }) => product / outcomes, 1);
    for (let i = 0; i < values.length; i++) totals[i] = (totals[i] ?? 0) + probability * values[i];
    while (path.length > 0 && path[path.length - 1].taken === path[path.length - 1].outcomes - 1) path.pop();
    if (path.length === 0) return totals;
    path[path.length - 1].taken++;
  }
}
