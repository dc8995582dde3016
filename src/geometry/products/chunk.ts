import { gather, reshape, type Tensor, tensor1d, tidy, tile } from '@tensorflow/tfjs-core';
import { refuse } from '../../input/checks.js';
import type { Turn } from '../../input/turns.js';
import type { Chunk, Examples } from './examples.js';
import { type Linearisation, linearise, type Maps } from './linearisation.js';
import { rowSquares } from './rowSquares.js';
import { zeroMeansDead } from './zeroMeansDead.js';

/**
 * Opens some rows of x as a chunk: one forward pass, whose tape serves any number of cotangents.
 *
 * A kernel call has a cost of its own, which is high in comparison where rows are few. Several cotangents then share a
 * pass: the rows go through the network up to `copies` times over, with a cotangent for each copy.
 *
 * @param indices which rows of x
 * @param copies the most cotangents that share a pass
 */
export function chunkOf(
  maps: Maps,
  x: Tensor,
  indices: Int32Array,
  copies: number,
  turn: Turn,
): Chunk & { paths(): Linearisation['kernels'] } {
  const rows = indices.length;
  let held: { copies: number; linear: Linearisation } | undefined;
  const release = () => {
    held?.linear.dispose();
    held = undefined;
  };
  /** The forward pass of that many copies of the rows, which takes the place of any other. */
  const linearAt = (wanted: number): Linearisation => {
    if (held?.copies === wanted) return held.linear;
    release();
    const input = tidy(() => {
      const part = gather(x, tensor1d(indices, 'int32')); // [rows, ...]
      return wanted === 1 ? part : tile(part, [wanted, ...part.shape.slice(1).map(() => 1)]);
    });
    try {
      held = { copies: wanted, linear: linearise(maps, input) };
    } finally {
      if (!held) input.dispose();
    }
    const { dispose } = held.linear;
    held.linear.dispose = () => {
      dispose();
      input.dispose();
    };
    return held.linear;
  };

  const examplesOf = (k: number, d: number, kernels?: readonly string[]): Examples => ({
    n: rows,
    d,
    p: x.size / x.shape[0],
    zeroMeansDead: kernels !== undefined && zeroMeansDead(kernels),
    features: async () => (await (held?.linear ?? linearAt(1)).outputs[k].data()).slice(0, rows * d) as Float32Array,
    async *squares(count, cotangents, columns) {
      const together = Math.min(copies, count);
      let waiting: Float32Array[] = [];
      for (const cotangent of cotangents) {
        waiting.push(cotangent);
        if (waiting.length === together) {
          yield* await pass(k, waiting, d, columns);
          waiting = [];
        }
      }
      if (waiting.length > 0) yield* await pass(k, waiting, d, columns);
    },
    only: (chosen) => {
      const part = chunkOf(
        maps,
        x,
        Int32Array.from(chosen, (i) => indices[i]),
        copies,
        turn,
      );
      return { ...part, open: () => [part.open()[k]] };
    },
  });

  /** Sends cotangents [rows, d], one for each copy of the rows, back through embedding k in one pass. */
  const pass = async (k: number, cotangents: Float32Array[], d: number, columns?: Int32Array) => {
    const width = columns ? columns.length : 1;
    // The last cotangents may be fewer than the copies that a forward pass is held of.
    const together = Math.max(held?.copies ?? 0, cotangents.length);
    await turn();
    const linear = linearAt(together);
    await turn(); // the forward pass may have been long
    const all = new Float32Array(together * rows * d);
    for (const [i, cotangent] of cotangents.entries()) all.set(cotangent, i * rows * d);
    const product = tidy(() => {
      const whole = reshape(linear.product(k, all), [together * rows, -1]); // [copies . n, p]
      return columns ? gather(whole, tensor1d(columns, 'int32'), 1) : whole;
    });
    let values: Float64Array;
    try {
      values = columns ? Float64Array.from(await product.data(), (v) => v * v) : await rowSquares(product);
    } finally {
      product.dispose();
    }
    const bad = values.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0) {
      const remedy = 'Look for NaN in x or in the weights, a diverged loss, or log and sqrt at zero.';
      const example = indices[Math.floor(bad / width) % rows];
      refuse('df/dx', 'finite', `a squared norm of ${values[bad]} at example ${example}`, remedy);
    }
    return cotangents.map((_, i) => values.subarray(i * rows * width, (i + 1) * rows * width));
  };

  let examples: Examples[] | undefined;
  const open = () => {
    if (examples && held) return examples;
    const { outputs, kernels } = linearAt(1);
    examples ??= outputs.map((y, k) => examplesOf(k, y.size / rows, kernels?.[k]));
    return examples;
  };
  return { open, release, paths: () => held?.linear.kernels };
}
