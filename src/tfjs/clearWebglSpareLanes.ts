import { engine } from '@tensorflow/tfjs-core';

/** The members of webgl's backend that this file relies on. */
interface WebglBackend {
  runWebGLProgram(program: { userCode: string }, inputs: { shape: number[] }[], ...rest: unknown[]): unknown;
}

/**
 * The loop of `MatMulPackedProgram`, where both factors are read. The order of the indices says which one is
 * transposed.
 */
const FACTORS = new RegExp(
  String.raw`vec4 a = getMatrixA\(batchA, (i \* 2, rc\.y|rc\.y, i \* 2)\);\s*` +
    String.raw`vec4 b = getMatrixB\(batchB, (i \* 2, rc\.z|rc\.z, i \* 2)\);`,
);
/** What `Conv2DDerInputPackedProgram` reads to sum over the channels of dy, two at a time from `d2` on. */
const CHANNELS = /getW\(wRPerm, wCPerm, d1, d2\)|getDy\(batch, idyR, idyC2?, d2\)/g;
/**
 * The column to the left that a packed convolution reads. The second of two places leaves out the test for the right
 * border.
 */
const COLUMN = /previous = getX\(batch, xR, xCOffset, d1\);/g;

const repaired = new WeakSet<object>();

/**
 * Repairs products and convolutions on webgl (4.22.0), which may come out wrong where a size is odd.
 *
 * A texel holds 2 x 2 entries, so an odd size leaves spare lanes next to the last entries. Some shaders sum over the
 * spare lanes and take them to be zero. They are zero in a tensor that was uploaded, but not after an element-wise
 * operation: exp leaves ones there, and log minus infinities. The product of exp(0 [8, 31]) with its transpose has
 * entries of 32, where 31 is right. The fault is in products of matrices with an odd inner dimension (convolutions run
 * through them), in the gradient of a convolution in its input with an odd number of filters, and in dilated depthwise
 * convolutions of odd width.
 *
 * The shaders of these get a line that clears the lanes, at the price of a comparison for each texel. Shaders for even
 * sizes stay as they are. Nothing happens where webgl is not the backend in use, and nothing the second time.
 */
export function clearWebglSpareLanes(): void {
  if (engine().backendName !== 'webgl') return;
  const backend = engine().backend as unknown as WebglBackend;
  if (repaired.has(backend)) return;
  repaired.add(backend);
  const stock = backend.runWebGLProgram;
  backend.runWebGLProgram = function (program, inputs, ...rest) {
    program.userCode = inputs.length > 0 ? cleared(program.userCode, inputs[0].shape) : program.userCode;
    return stock.call(this, program, inputs, ...rest);
  };
}

/** @param shape The shape of the shader's first input. */
function cleared(code: string, shape: number[]): string {
  const factors = FACTORS.exec(code);
  if (factors) return clearedProduct(code, factors, shape);
  if (code.includes('getDy(batch, idyR, idyC2, d2)')) return clearedInputGradient(code, shape[3]);
  return code.replace(COLUMN, (read) => `${read} if (xCOffset + 1 >= inDims[1]) previous.zw = vec2(0.0);`);
}

/** @param shape The shape of the first factor: [batch, rows, inner], or [batch, inner, rows] where it is transposed. */
function clearedProduct(code: string, [reads, first, second]: RegExpExecArray, shape: number[]): string {
  const inner = first.startsWith('i') ? shape[1] : shape[2];
  if (inner % 2 === 0) return code;
  // Lanes x and y are the upper row, z and w the lower. Spare ones are on the right or below, along the inner
  // dimension.
  const [a, b] = [first.startsWith('i') ? 'zw' : 'yw', second.startsWith('i') ? 'zw' : 'yw'];
  return code.replace(reads, `${reads} if (i == ${(inner - 1) / 2}) { a.${a} = vec2(0.0); b.${b} = vec2(0.0); }`);
}

/** @param channels The channels of dy [n, h, w, channels], that is, the number of filters. */
function clearedInputGradient(code: string, channels: number): string {
  if (channels % 2 === 0) return code;
  const clear = `vec4 cleared(vec4 texel, int d2) { if (d2 == ${channels - 1}) texel.yw = vec2(0.0); return texel; }`;
  return `${clear}\n${code.replace(CHANNELS, (read) => `cleared(${read}, d2)`)}`;
}
