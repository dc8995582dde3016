import type { Tensor2D } from '@tensorflow/tfjs-core';
import { inFloat64 } from '../../tfjs/float64OnTfjsNode.js';
import { blocks } from './blocks.js';

/**
 * Columns of a tile of the scatter. Tiles above the diagonal are left out; narrower ones would be multiplied more
 * slowly.
 */
const TILE = 256;
/** Values of the rows that TensorFlow multiplies at once: 8 MB in float64, of which there are three copies. */
const AT_ONCE = 2 ** 20;

/**
 * Adds r r^T of the residuals of rows to the lower triangle of a scatter, in float64 and with all cores, on tfjs-node.
 * Elsewhere it adds nothing, and returns false.
 */
export function outerProductsOnTfjsNode(means: Float64Array, d: number) {
  const tiles = Array.from({ length: Math.ceil(d / TILE) }, (_, k) => {
    const [left, width] = [k * TILE, Math.min(TILE, d - k * TILE)];
    return { left, width, means: columns(means, d, left, width) };
  });
  return (scatter: Float64Array, rows: Tensor2D, labels: Int32Array): boolean => {
    for (const { start, end } of blocks(labels.length, d, AT_ONCE)) {
      const members = labels.slice(start, end);
      const added = inFloat64((float64) => {
        const residuals = tiles.map(({ left, width, means }) => {
          const part = float64.partOf(rows, [start, left], [end - start, width]);
          return float64.minus(part, float64.rowsAt(float64.of(means, width), members));
        });
        for (const [k, lower] of tiles.entries()) {
          for (const [l, { left, width }] of tiles.slice(0, k + 1).entries()) {
            const product = float64.valuesOf(float64.product(residuals[k], residuals[l], true)); // [lower.width, width]
            for (let i = 0; i < lower.width; i++) {
              const at = (lower.left + i) * d + left;
              for (let j = 0; j < width; j++) scatter[at + j] += product[i * width + j];
            }
          }
        }
        return true;
      });
      if (!added) return false;
    }
    return true;
  };
}

/** Some columns of a matrix [, d]. */
function columns(matrix: Float64Array, d: number, left: number, width: number): Float64Array {
  const some = new Float64Array((matrix.length / d) * width);
  for (let from = left, to = 0; from < matrix.length; from += d, to += width) {
    some.set(matrix.subarray(from, from + width), to);
  }
  return some;
}
