import { refuse } from '../../input/checks.js';
import { timesTranspose } from '../../numeric/kernels.js';
import { dot, transpose } from '../../numeric/linearAlgebra.js';
import { newtonMinimum, type Point } from './newton.js';
import { softmaxAt, throughSoftmax } from './softmax.js';

/** Weights and biases of a logistic regression. */
export interface LogisticMap {
  /** Weights [C, columns]. */
  readonly weights: Float64Array;
  /** Biases [C]. */
  readonly biases: Float64Array;
}

/**
 * Minimises sum_i -log softmax(W h_i + b)_{y_i} + l2 / 2 ||W||_F^2.
 *
 * @param rows The rows h_i, [n, columns], not all of them 0.
 * @param labels The classes y_i, [n].
 */
export function fitLogistic(rows: Float64Array, labels: Int32Array, classes: number, l2: number): LogisticMap {
  const n = labels.length;
  const width = rows.length / n + 1;
  // The last column is constant: its weights make the biases. It is as large as the rows, so that weights compare.
  const unit = Math.sqrt(dot(rows, rows, rows.length) / n);
  const a = new Float64Array(n * width).fill(unit);
  for (let i = 0; i < n; i++) a.set(rows.subarray(i * (width - 1), (i + 1) * (width - 1)), i * width);
  const columns = transpose(a, n, width);
  const length = Math.sqrt(dot(a, a, a.length));
  const penalty = Float64Array.from({ length: classes * width }, (_, at) => (at % width === width - 1 ? 0 : l2));
  const penalised = (v: Float64Array) => v.map((value, i) => value * penalty[i]);

  /** The function at [W, b], [C, width]. */
  const pointAt = (v: Float64Array): Point => {
    const softmax = softmaxAt(timesTranspose(v, a, width), labels);
    const { loss, probabilities, errors } = softmax;
    return {
      at: v,
      objective: loss + dot(v, penalised(v), v.length) / 2,
      gradient: () => sum(timesTranspose(errors, columns, n), penalised(v)),
      rounding: 8 * Number.EPSILON * length * Math.sqrt(dot(errors, errors, errors.length)),
      diagonal: () => {
        const variances = probabilities.map((p, i) => p * (errors[i] < 0 ? -errors[i] : 1 - p));
        const squares = columns.map((value) => value * value);
        return sum(timesTranspose(variances, squares, n), penalty);
      },
      hessian: (direction) => {
        const changes = throughSoftmax(timesTranspose(direction, a, width), softmax, labels);
        const product = sum(timesTranspose(changes, columns, n), penalised(direction));
        // A bias that all classes share changes nothing. Here it costs something, so that no step drifts that way.
        let shared = 0;
        for (let i = width - 1; i < product.length; i += width) shared += direction[i];
        for (let i = width - 1; i < product.length; i += width) product[i] += (shared * n * unit ** 2) / classes ** 2;
        return product;
      },
    };
  };

  const v = newtonMinimum(new Float64Array(classes * width), pointAt);
  if (!v) {
    const remedy = 'Raise l2, or divide the features by a constant.';
    return refuse('l2', 'large enough for the scale of the features', String(l2), remedy);
  }
  const isBias = (_: number, at: number) => at % width === width - 1;
  return {
    weights: v.filter((value, at) => !isBias(value, at)),
    biases: v.filter(isBias).map((value) => value * unit),
  };
}

/** Adds b to a, in place. */
function sum(a: Float64Array, b: Float64Array): Float64Array {
  for (let i = 0; i < a.length; i++) a[i] += b[i];
  return a;
}
