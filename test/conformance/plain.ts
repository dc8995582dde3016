/** Operations as plain loops over float64, from their definitions: what every backend is held to. */

/** A row-major array. */
export interface Plain {
  shape: number[];
  values: Float64Array;
}

export const size = (shape: number[]) => shape.reduce((product, length) => product * length, 1);

const made = (shape: number[], value: (index: number) => number): Plain => ({
  shape,
  values: Float64Array.from({ length: size(shape) }, (_, i) => value(i)),
});

export const each = (f: (x: number) => number) => (x: Plain) => made(x.shape, (i) => f(x.values[i]));

/** b, a vector, on the last axis of x. */
export const plus = (x: Plain, b: Plain) => made(x.shape, (i) => x.values[i] + b.values[i % b.shape[0]]);

export const addN = (terms: Plain[]) => made(terms[0].shape, (i) => total(terms.map(({ values }) => values[i])));

export const relu = each((x) => Math.max(x, 0));

/** [batch, m, k] and [batch, k, n], or transposed, or without a batch, or b without one. */
export const matMul =
  (transposeA = false, transposeB = false) =>
  (a: Plain, b: Plain): Plain => {
    const [rowsA, columnsA] = a.shape.slice(-2);
    const [rowsB, columnsB] = b.shape.slice(-2);
    const [m, k, n] = [transposeA ? columnsA : rowsA, transposeA ? rowsA : columnsA, transposeB ? rowsB : columnsB];
    return made([...a.shape.slice(0, -2), m, n], (index) => {
      const [batch, i, j] = [Math.floor(index / (m * n)), Math.floor(index / n) % m, index % n];
      const offset = b.shape.length > 2 ? batch * k * n : 0;
      let sum = 0;
      for (let l = 0; l < k; l++) {
        const left = a.values[batch * m * k + (transposeA ? l * m + i : i * k + l)];
        sum += left * b.values[offset + (transposeB ? j * k + l : l * n + j)];
      }
      return sum;
    });
  };

interface Window {
  stride?: number;
  pad?: 'same' | 'valid';
  dilation?: number;
}

/** Calls back with every pair of places, one of the input and one of the window, that meet at a place of the output. */
function windows(
  [, height, width]: number[],
  [windowHeight, windowWidth]: number[],
  { stride = 1, pad = 'same', dilation = 1 }: Window,
) {
  const along = (length: number, taps: number) => {
    const reach = (taps - 1) * dilation + 1;
    const out = Math.ceil((pad === 'same' ? length : length - reach + 1) / stride);
    const before = pad === 'same' ? Math.floor(Math.max(0, (out - 1) * stride + reach - length) / 2) : 0;
    return { out, taps, at: (o: number, t: number) => o * stride - before + t * dilation, length };
  };
  const [rows, columns] = [along(height, windowHeight), along(width, windowWidth)];
  const inside = (row: number, column: number) => row >= 0 && row < height && column >= 0 && column < width;
  const visit = (oy: number, ox: number, meet: (y: number, x: number, ty: number, tx: number) => void) => {
    for (let ty = 0; ty < rows.taps; ty++) {
      for (let tx = 0; tx < columns.taps; tx++) {
        const [y, x] = [rows.at(oy, ty), columns.at(ox, tx)];
        if (inside(y, x)) meet(y, x, ty, tx);
      }
    }
  };
  return { out: [rows.out, columns.out], visit };
}

/** x [n, h, w, c], filter [kh, kw, c, f] -> [n, h', w', f] */
export const conv2d =
  (window: Window) =>
  (x: Plain, filter: Plain): Plain => {
    const [n, height, width, c] = x.shape;
    const f = filter.shape[3];
    const { out, visit } = windows(x.shape, filter.shape, window);
    return made([n, ...out, f], (index) => {
      const [oy, ox] = [Math.floor(index / (out[1] * f)) % out[0], Math.floor(index / f) % out[1]];
      const image = Math.floor(index / (out[0] * out[1] * f));
      let sum = 0;
      visit(oy, ox, (y, xx, ty, tx) => {
        const [place, tap] = [((image * height + y) * width + xx) * c, (ty * filter.shape[1] + tx) * c];
        for (let i = 0; i < c; i++) sum += x.values[place + i] * filter.values[(tap + i) * f + (index % f)];
      });
      return sum;
    });
  };

/** x [n, h, w, c], filter [kh, kw, c, m] -> [n, h', w', c m] */
export const depthwise =
  (window: Window) =>
  (x: Plain, filter: Plain): Plain => {
    const [c, m] = filter.shape.slice(2);
    // A full convolution whose filter is zero but where the channels are the same.
    const full = made([...filter.shape.slice(0, 3), c * m], (index) => {
      const [tap, from, to] = [Math.floor(index / (c * c * m)), Math.floor(index / (c * m)) % c, index % (c * m)];
      return from === Math.floor(to / m) ? filter.values[(tap * c + from) * m + (to % m)] : 0;
    });
    return conv2d(window)(x, full);
  };

/** The gradient of a convolution in its input: x [n, h, w, f], filter [kh, kw, c, f] -> [n, stride h, stride w, c] */
export const transposedConvolution =
  (stride: number) =>
  (x: Plain, filter: Plain): Plain => {
    const [n, height, width, f] = x.shape;
    const c = filter.shape[2];
    const shape = [n, height * stride, width * stride, c];
    const { visit } = windows(shape, filter.shape, { stride });
    const values = new Float64Array(size(shape));
    for (let place = 0; place < n * height * width; place++) {
      const [image, oy, ox] = [Math.floor(place / (height * width)), Math.floor(place / width) % height, place % width];
      visit(oy, ox, (y, xx, ty, tx) => {
        for (let i = 0; i < c; i++) {
          const at = ((image * shape[1] + y) * shape[2] + xx) * c + i;
          const tap = ((ty * filter.shape[1] + tx) * c + i) * f;
          for (let j = 0; j < f; j++) values[at] += x.values[place * f + j] * filter.values[tap + j];
        }
      });
    }
    return { shape, values };
  };

/** Of [n, h, w, c], windows of taps x taps: `fold` of what each holds. */
export const pool =
  (taps: number, window: Window, fold: (held: number[]) => number) =>
  (x: Plain): Plain => {
    const [n, height, width, c] = x.shape;
    const { out, visit } = windows(x.shape, [taps, taps], window);
    return made([n, ...out, c], (index) => {
      const [oy, ox] = [Math.floor(index / (out[1] * c)) % out[0], Math.floor(index / c) % out[1]];
      const image = Math.floor(index / (out[0] * out[1] * c));
      const held: number[] = [];
      visit(oy, ox, (y, xx) => held.push(x.values[((image * height + y) * width + xx) * c + (index % c)]));
      return fold(held);
    });
  };

export const largest = (values: number[]) => Math.max(...values);
export const average = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
export const total = (values: number[]) => values.reduce((sum, value) => sum + value, 0);
export const variance = (values: number[]) => average(values.map((value) => (value - average(values)) ** 2));

/** `fold` along some axes, which go. */
export const reduce =
  (axes: number[], fold: (values: number[]) => number) =>
  (x: Plain): Plain => {
    const kept = x.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
    const shape = kept.map((axis) => x.shape[axis]);
    const groups: number[][] = Array.from({ length: size(shape) }, () => []);
    for (const [i, value] of x.values.entries()) {
      const at = x.shape.map((length, axis) => Math.floor(i / size(x.shape.slice(axis + 1))) % length);
      groups[kept.reduce((group, axis) => group * x.shape[axis] + at[axis], 0)].push(value);
    }
    return made(shape, (i) => fold(groups[i]));
  };

/** Of the rows of [n, c]. */
export function logSoftmax(x: Plain): Plain {
  const c = x.shape[1];
  const sums = reduce([1], (row) => Math.log(total(row.map(Math.exp))))(x).values;
  return made(x.shape, (i) => x.values[i] - sums[Math.floor(i / c)]);
}

/** (x - mean) scale / sqrt(variance + epsilon) + offset, vectors on the last axis */
export const batchNorm = (x: Plain, mean: Plain, offset: Plain, scale: Plain, variances: number[], epsilon: number) =>
  made(x.shape, (i) => {
    const c = i % mean.shape[0];
    const slope = scale.values[c] / Math.sqrt(variances[c] + epsilon);
    return (x.values[i] - mean.values[c]) * slope + offset.values[c];
  });
