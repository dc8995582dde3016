import { backend, getBackend, type Tensor } from '@tensorflow/tfjs-core';

/** A float64 matrix that TensorFlow holds. */
export interface Matrix64 {
  readonly id: number;
  readonly shape: readonly number[];
}

/** What TensorFlow computes in float64, on all cores. Matrices are row-major. */
export interface Float64Operations {
  /** A matrix [rows, columns] of values of the host; they must not change before the work ends. */
  of(values: Float64Array, columns: number): Matrix64;
  /** A part of a float32 tensor [rows, columns], from one of its entries on. */
  partOf(tensor: Tensor, from: [row: number, column: number], size: [rows: number, columns: number]): Matrix64;
  /** Rows of a matrix, by their indices. */
  rowsAt(matrix: Matrix64, indices: Int32Array): Matrix64;
  plus(a: Matrix64, b: Matrix64): Matrix64;
  minus(a: Matrix64, b: Matrix64): Matrix64;
  /** A B, with either transposed first. */
  product(a: Matrix64, b: Matrix64, transposeA?: boolean, transposeB?: boolean): Matrix64;
  /** The lower triangular factor L of a positive definite A = L L^T. */
  choleskyFactor(a: Matrix64): Matrix64;
  /** X of L X = B, L lower triangular, or of L^T X = B. */
  solveLower(lower: Matrix64, b: Matrix64, transposed?: boolean): Matrix64;
  /** Eigenvalues of a symmetric matrix, the smallest first. */
  eigenvalues(a: Matrix64): Matrix64;
  /** The values on the host. */
  valuesOf(matrix: Matrix64): Float64Array;
}

/** DT_DOUBLE, TensorFlow's number for float64, which TensorFlow.js does not name. */
const DOUBLE = 2;

/** What is called of the library under tfjs-node 4.22.0, which has no types here. */
interface Binding {
  readonly TF_ATTR_TYPE: number;
  readonly TF_ATTR_BOOL: number;
  readonly TF_ATTR_INT: number;
  readonly TF_FLOAT: number;
  readonly TF_INT32: number;
  createTensor(shape: readonly number[], type: number, values: Float32Array | Int32Array): number;
  executeOp(name: string, attributes: readonly Attribute[], inputs: readonly number[], outputs: number): Matrix64[];
  tensorDataSync(id: number): Float32Array;
  deleteTensor(id: number): void;
}

interface Attribute {
  readonly name: string;
  readonly type: number;
  readonly value: number | boolean;
}

interface TfjsNode {
  readonly binding: Binding;
  getInputTensorIds(tensors: readonly Tensor[]): number[];
}

/** Backends by whether they multiply in float64, as {@link multiplies} found. */
const known = new WeakMap<object, boolean>();

/**
 * Runs work in float64 on tfjs-node, frees what it made, and returns its result. Elsewhere, and where tfjs-node is not
 * as it was when this was written, it returns nothing, and the caller goes another way. TensorFlow.js has no float64;
 * TensorFlow has, and its values travel as pairs of float32 whose bits they are.
 */
export function inFloat64<T>(work: (operations: Float64Operations) => T): T | undefined {
  if (getBackend() !== 'tensorflow') return undefined;
  const node = backend() as unknown as TfjsNode;
  if (!known.has(node)) known.set(node, multiplies(node));
  return known.get(node) ? within(node, work) : undefined;
}

/** Whether 1 + 2^-40 squared comes out as float64 rounds it; float32 would make 1 of it. */
function multiplies(node: TfjsNode): boolean {
  try {
    const square = within(node, (float64) => {
      const a = float64.of(Float64Array.of(1 + 2 ** -40), 1);
      return float64.valuesOf(float64.eigenvalues(float64.product(a, a, true)));
    });
    return square.length === 1 && square[0] === 1 + 2 ** -39;
  } catch {
    return false; // a member of the backend is not there, or not what it was
  }
}

function within<T>(node: TfjsNode, work: (operations: Float64Operations) => T): T {
  const { binding } = node;
  const { TF_FLOAT: float32, TF_INT32: int32 } = binding;
  const made: number[] = [];
  const type = (name: string, value: number): Attribute => ({ name, type: binding.TF_ATTR_TYPE, value });
  const flag = (name: string, value: boolean): Attribute => ({ name, type: binding.TF_ATTR_BOOL, value });
  const tensor = (shape: readonly number[], kind: number, values: Float32Array | Int32Array): number => {
    const id = binding.createTensor(shape, kind, values);
    made.push(id);
    return id;
  };
  const call = (name: string, attributes: Attribute[], inputs: number[], outputs = 1): Matrix64 => {
    const results = binding.executeOp(name, attributes, inputs, outputs);
    made.push(...results.map(({ id }) => id));
    return results[0];
  };
  try {
    return work({
      of(values, columns) {
        const bits = new Float32Array(values.buffer, values.byteOffset, 2 * values.length);
        const id = tensor([values.length / columns, columns, 2], float32, bits);
        return call('Bitcast', [type('T', float32), type('type', DOUBLE)], [id]);
      },
      partOf(whole, from, size) {
        const [id] = node.getInputTensorIds([whole]);
        const bounds = [from, size].map((pair) => tensor([2], int32, Int32Array.from(pair)));
        const part = call('Slice', [type('T', float32), type('Index', int32)], [id, ...bounds]);
        return call('Cast', [type('SrcT', float32), type('DstT', DOUBLE), flag('Truncate', false)], [part.id]);
      },
      rowsAt(matrix, rows) {
        const axis = tensor([], int32, Int32Array.of(0));
        const types = [type('Tparams', DOUBLE), type('Tindices', int32), type('Taxis', int32)];
        const attributes = [...types, { name: 'batch_dims', type: binding.TF_ATTR_INT, value: 0 }];
        return call('GatherV2', attributes, [matrix.id, tensor([rows.length], int32, rows), axis]);
      },
      plus: (a, b) => call('AddV2', [type('T', DOUBLE)], [a.id, b.id]),
      minus: (a, b) => call('Sub', [type('T', DOUBLE)], [a.id, b.id]),
      product(a, b, transposeA = false, transposeB = false) {
        const transposed = [flag('transpose_a', transposeA), flag('transpose_b', transposeB)];
        return call('MatMul', [type('T', DOUBLE), ...transposed], [a.id, b.id]);
      },
      choleskyFactor: (a) => call('Cholesky', [type('T', DOUBLE)], [a.id]),
      solveLower(lower, b, transposed = false) {
        const attributes = [type('T', DOUBLE), flag('lower', true), flag('adjoint', transposed)];
        return call('MatrixTriangularSolve', attributes, [lower.id, b.id]);
      },
      eigenvalues: (a) => call('SelfAdjointEigV2', [type('T', DOUBLE), flag('compute_v', false)], [a.id], 2),
      valuesOf(matrix) {
        const bits = call('Bitcast', [type('T', DOUBLE), type('type', float32)], [matrix.id]);
        return new Float64Array(binding.tensorDataSync(bits.id).buffer);
      },
    });
  } finally {
    for (const id of made) binding.deleteTensor(id);
  }
}
