/**
 * The definitions restated as plain loops in float64, d x d matrices, a Jacobi eigen-decomposition and all: slow,
 * and written independently of the library, which never forms these matrices.
 */
export interface Reference {
  means: number[][];
  counts: number[];
  sigmaW: number[][];
  sigmaB: number[][];
  nc1: number;
  cdnv: number;
  directionalCdnv: number;
}

export function reference(
  values: ArrayLike<number>,
  labels: number[],
  d: number,
  { globalMean = 'sample', classWeights = 'class' }: { globalMean?: string; classWeights?: string } = {},
): Reference {
  const n = labels.length;
  const C = Math.max(...labels) + 1;
  const h = labels.map((_, i) => Array.from({ length: d }, (_, j) => values[i * d + j]));
  const counts = Array.from({ length: C }, (_, c) => labels.filter((y) => y === c).length);
  const average = (rows: number[][]) =>
    Array.from({ length: d }, (_, j) => rows.reduce((sum, row) => sum + row[j], 0) / rows.length);
  const means = counts.map((_, c) => average(h.filter((_, i) => labels[i] === c)));
  const centre = globalMean === 'sample' ? average(h) : average(means);
  const minus = (a: number[], b: number[]) => a.map((value, j) => value - b[j]);
  const zeros = () => Array.from({ length: d }, () => new Array<number>(d).fill(0));
  const addOuter = (matrix: number[][], v: number[], weight: number) => {
    for (let i = 0; i < d; i++) for (let j = 0; j < d; j++) matrix[i][j] += weight * v[i] * v[j];
  };
  const sigmaW = zeros();
  h.forEach((row, i) => {
    addOuter(sigmaW, minus(row, means[labels[i]]), 1 / n);
  });
  const sigmaB = zeros();
  means.forEach((mean, c) => {
    addOuter(sigmaB, minus(mean, centre), classWeights === 'class' ? 1 / C : counts[c] / n);
  });
  const inverse = pseudoInverse(sigmaB);
  let trace = 0;
  for (let i = 0; i < d; i++) for (let j = 0; j < d; j++) trace += sigmaW[i][j] * inverse[j][i];
  const dotted = (a: number[], b: number[]) => a.reduce((sum, value, j) => sum + value * b[j], 0);
  let cdnv = 0;
  let directional = 0;
  for (let i = 0; i < C; i++) {
    for (let j = 0; j < C; j++) {
      if (i === j) continue;
      const difference = minus(means[i], means[j]);
      const squared = dotted(difference, difference);
      for (const c of [i, j]) {
        const residuals = h.filter((_, k) => labels[k] === c).map((row) => minus(row, means[c]));
        cdnv += residuals.reduce((sum, r) => sum + dotted(r, r), 0) / counts[c] / (2 * squared);
        const along = residuals.reduce((sum, r) => sum + dotted(r, difference) ** 2, 0) / squared / counts[c];
        directional += along / (2 * squared);
      }
    }
  }
  const pairs = C * (C - 1);
  return { means, counts, sigmaW, sigmaB, nc1: trace / C, cdnv: cdnv / pairs, directionalCdnv: directional / pairs };
}

/** Moore-Penrose inverse of a symmetric matrix; eigenvalues below 1e-12 of the largest are 0. */
export function pseudoInverse(symmetric: number[][]): number[][] {
  const { a, v } = jacobi(symmetric);
  const largest = Math.max(...a.map((row, i) => Math.abs(row[i])));
  return v.map((row) =>
    v.map((other) => row.reduce((sum, x, k) => (a[k][k] > 1e-12 * largest ? sum + (x * other[k]) / a[k][k] : sum), 0)),
  );
}

/** Eigenvalues of a symmetric matrix, in no order. */
export function eigenvalues(symmetric: number[][]): number[] {
  return jacobi(symmetric).a.map((row, i) => row[i]);
}

/** Cyclic Jacobi rotations: eigenvalues on the diagonal of `a`, eigenvectors in the columns of `v`. */
function jacobi(symmetric: number[][]) {
  const d = symmetric.length;
  const a = symmetric.map((row) => row.slice());
  const v: number[][] = a.map((_, i) => a.map((_, j) => (i === j ? 1 : 0)));
  for (let sweep = 0; sweep < 60; sweep++) {
    for (let p = 0; p < d; p++) {
      for (let q = p + 1; q < d; q++) {
        if (a[p][q] === 0) continue;
        const theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
        const t = Math.sign(theta || 1) / (Math.abs(theta) + Math.hypot(theta, 1));
        const c = 1 / Math.hypot(t, 1);
        const s = t * c;
        for (let k = 0; k < d; k++) [a[k][p], a[k][q]] = [c * a[k][p] - s * a[k][q], s * a[k][p] + c * a[k][q]];
        for (let k = 0; k < d; k++) [a[p][k], a[q][k]] = [c * a[p][k] - s * a[q][k], s * a[p][k] + c * a[q][k]];
        for (let k = 0; k < d; k++) [v[k][p], v[k][q]] = [c * v[k][p] - s * v[k][q], s * v[k][p] + c * v[k][q]];
      }
    }
  }
  return { a, v };
}
