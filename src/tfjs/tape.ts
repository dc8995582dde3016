/**
 * One forward pass, many vector-Jacobian products. `tf.grad` runs the function again for every cotangent; here the tape
 * that TensorFlow.js records is kept and walked as often as needed. It uses members of the engine that are not public, all of
 * them in this file; where a version of TensorFlow.js lacks them, {@link recordByRepetition} does the same with `tf.grad`.
 */
import { add, clone, engine, getGradient, grad, keep, type Tensor, tidy, util } from '@tensorflow/tfjs-core';
import { refuse } from '../input/checks.js';
import { refuseEmptyMaps } from './emptyMaps.js';
import { nextTensorId, refuseHiddenSaves } from './hiddenSaves.js';
import { refuseIds } from './ids.js';
import { explainingGradient, explainingKernels, noGradient, refuseComplexTwice } from './missing.js';
import type { EngineWithTape, TapeNode } from './tapeNode.js';
import { measuringScope } from './whileMeasuring.js';

/** Outputs of a function of x, and the way back to x from each. */
export interface Recording {
  /** y_k = f(x)_k; they live until `dispose`. */
  readonly outputs: readonly Tensor[];
  /** Kernels on the paths from x to output k, in the order of the forward pass; undefined where they are not known. */
  readonly kernels?: readonly (readonly string[])[];
  /** Memory that the tape holds for the examples, in bytes; NaN where it is not known. */
  readonly bytes: number;
  /** Gradient of sum(y_k * cotangent) in x, of x's shape; undefined when y_k does not come from x on the tape. */
  pull(k: number, cotangent: Tensor, watch?: Watch): Tensor | undefined;
  /** Frees outputs and tape. */
  dispose(): void;
}

/** Sees each operation of a walk: its name and place on the path, cotangents of its outputs, and what it makes of them. */
export type Watch = (step: {
  kernelName: string;
  at: number;
  of: number;
  outputs: { id: number; dy: Tensor | null }[];
  inputs: { id: number; dx: Tensor }[];
}) => void;

/** Whether this version of TensorFlow.js has the members that {@link record} needs. */
export function hasTape(candidate: unknown = engine()): boolean {
  const { startTape, endTape, state } = candidate as Partial<EngineWithTape>;
  const methods = typeof startTape === 'function' && typeof endTape === 'function';
  return methods && typeof state?.gradientDepth === 'number';
}

/**
 * Runs f once and keeps the way back, with the gradients of {@link measuringScope}. Inside another gradient (`tf.grad` of a function that
 * calls this) products are recorded in turn, so that they can be differentiated.
 */
export function record(f: (x: Tensor) => Tensor[], x: Tensor): Recording {
  const forward = (input: Tensor) => explainingKernels(() => f(input));
  const measuring = measuringScope(isNested());
  const recording = measuring(() => (hasTape() ? recordOnTape(forward, x) : recordByRepetition(forward, x)));
  if (hasTape() && !isNested()) return recording; // what its products compute is not recorded, and needs no gradients
  const pull: Recording['pull'] = (...args) => measuring(() => recording.pull(...args));
  return { ...recording, pull };
}

const isNested = () => (engine() as unknown as EngineWithTape).state?.gradientDepth > 0;

function recordOnTape(f: (x: Tensor) => Tensor[], x: Tensor): Recording {
  const host = engine() as unknown as EngineWithTape;
  const nested = isNested(); // the outer gradient owns the tape then, and frees it
  host.startTape();
  if (!Array.isArray(host.state.activeTape)) {
    host.endTape();
    return recordByRepetition(f, x);
  }
  const start = host.state.activeTape.length;
  const firstId = nextTensorId();
  let nodes: TapeNode[] = [];
  let held: Tensor[] = [];
  const free = () => {
    if (!nested) for (const { saved = [] } of nodes) for (const tensor of saved) tensor.dispose();
    for (const tensor of held) tensor.dispose();
    nodes = [];
    held = [];
  };
  let outputs: Tensor[] | undefined;
  try {
    outputs = refuseEmptyMaps(() =>
      tidy(() => {
        const made = f(x).map((y) => clone(y)); // clones: an output may be x itself, or a tensor of somebody else
        if (!nested) held = holdInputs(host.state.activeTape!.slice(start));
        return made;
      }),
    );
  } finally {
    nodes = producersFirst(host.state.activeTape!.slice(start));
    if (nested) host.state.activeTape!.splice(start, nodes.length, ...nodes); // for derivatives of the products
    host.endTape();
    if (!nested) host.state.activeTape = null;
    if (!outputs) free();
  }
  try {
    for (const y of outputs) {
      refuseIds(nodes, x, y);
      const path = pathBetween(nodes, x, y);
      refuseEmptyTensors(path);
      const complex = path.find(({ outputs }) => outputs.some(({ dtype }) => dtype === 'complex64'));
      if (nested && complex) refuseComplexTwice(complex.kernelName);
      if (nested) refuseHiddenSaves(path, nodes, firstId);
    }
  } catch (error) {
    for (const output of outputs) output.dispose();
    free();
    throw error;
  }
  const paths = outputs.map((y) => pathBetween(nodes, x, y));
  return {
    outputs,
    kernels: paths.map((path) => path.map(({ kernelName }) => kernelName)),
    bytes: bytesOf(nodes, x.shape[0]),
    pull: (k, cotangent, watch) => walkBack(paths[k], x, outputs[k], cotangent, watch),
    dispose: () => {
      for (const output of outputs) output.dispose();
      free();
    },
  };
}

/** Runs work of which an outer gradient, if there is one, is to know nothing: what it computes is not recorded. */
export function offTheTape<T>(work: () => T): T {
  if (!hasTape()) return work();
  const { state } = engine() as unknown as EngineWithTape;
  const { gradientDepth, activeTape } = state;
  state.gradientDepth = 0;
  state.activeTape = null;
  try {
    return work();
  } finally {
    state.gradientDepth = gradientDepth;
    state.activeTape = activeTape;
  }
}

/**
 * Keeps intermediate tensors that go into operations with a gradient of their own (`tf.customGrad`; logSigmoid is one): it may hold its
 * input without saving it, and the input would be gone when the gradient is asked for.
 */
function holdInputs(nodes: readonly TapeNode[]): Tensor[] {
  const made = new Set(nodes.flatMap(({ outputs }) => outputs));
  const own = nodes.filter(({ kernelName, inputs }) => '0' in inputs && !getGradient(kernelName));
  const inputs = new Set(own.flatMap((node) => Object.values(node.inputs)));
  return [...inputs].filter((tensor) => made.has(tensor) && !tensor.kept).map((tensor) => keep(tensor));
}

/** The same by the public `tf.grad`, which runs f again for every product. */
export function recordByRepetition(f: (x: Tensor) => Tensor[], x: Tensor): Recording {
  const outputs = tidy(() => f(x).map((y) => clone(y)));
  return {
    outputs,
    bytes: Number.NaN,
    pull: (k, cotangent) => {
      try {
        return grad((input) => clone(f(input)[k]))(x, cotangent);
      } catch (error) {
        if (/Cannot compute gradient of y/i.test(String(error))) return undefined;
        throw error;
      }
    },
    dispose: () => {
      for (const output of outputs) output.dispose();
    },
  };
}

/**
 * The nodes with each after those that make its inputs. TensorFlow.js records the clone of an output that is saved for a gradient
 * (of tanh, say) before the operation that makes the output; a walk then misses that the gradient depends on it, and second
 * derivatives are wrong without a word.
 */
function producersFirst(nodes: readonly TapeNode[]): TapeNode[] {
  const madeAt = new Map<number, number>();
  for (const [at, { outputs }] of nodes.entries()) for (const { id } of outputs) madeAt.set(id, at);
  const waiting = new Map<number, TapeNode[]>(); // for the node of this index
  const ordered: TapeNode[] = [];
  for (const [at, node] of nodes.entries()) {
    const latest = Math.max(...Object.values(node.inputs).map((input) => madeAt.get(input?.id) ?? -1));
    if (latest > at) waiting.set(latest, [...(waiting.get(latest) ?? []), node]);
    else ordered.push(node);
    ordered.push(...(waiting.get(at) ?? []));
  }
  return ordered;
}

/** A node on the way from x to y, with those of its inputs that depend on x. */
type PathNode = TapeNode & { fromX: string[] };

/** Whole numbers and bool carry no derivative: a comparison needs no gradient. */
const carriesDerivative = ({ dtype }: Tensor) => dtype === 'float32' || dtype === 'complex64';

/** The nodes that lead from x to y, in the order of the forward pass. */
function pathBetween(nodes: readonly TapeNode[], x: Tensor, y: Tensor): PathNode[] {
  const fromX = new Set([x.id]);
  const reached: PathNode[] = [];
  for (const node of nodes) {
    const names = Object.keys(node.inputs).filter((name) => fromX.has(node.inputs[name]?.id));
    if (names.length === 0 || !node.outputs.some(carriesDerivative)) continue;
    reached.push({ ...node, fromX: names });
    for (const output of node.outputs) if (carriesDerivative(output)) fromX.add(output.id);
  }
  const toY = new Set([y.id]);
  return reached
    .reverse()
    .filter((node) => {
      if (!node.outputs.some(({ id }) => toY.has(id))) return false;
      for (const name of node.fromX) toY.add(node.inputs[name].id);
      return true;
    })
    .reverse();
}

/** Refuses a path on which there is nothing left of an example somewhere: means of it are 0 or NaN, depending on the backend. */
function refuseEmptyTensors(path: readonly PathNode[]): void {
  for (const { kernelName, inputs, fromX } of path) {
    const empty = fromX.map((name) => inputs[name]).find(({ size }) => size === 0);
    if (!empty || kernelName === 'Concat') continue; // a part of nothing beside others does no harm
    const got = `an empty tensor of shape [${empty.shape}] inside f, before ${kernelName}`;
    refuse('x', 'large enough for f', got, 'Pass larger inputs, or leave out the operations that shrink them.');
  }
}

/** Reverse-mode differentiation along a path; cotangents are freed as soon as they have been passed on. */
function walkBack(
  path: readonly PathNode[],
  x: Tensor,
  y: Tensor,
  cotangent: Tensor,
  watch?: Watch,
): Tensor | undefined {
  if (path.length === 0) return undefined;
  return tidy(() => {
    const cotangents = new Map<number, Tensor>([[y.id, cotangent]]);
    for (const [later, node] of [...path].reverse().entries()) {
      const { kernelName, gradient, inputs, outputs, fromX } = node;
      if (!gradient) throw noGradient(kernelName);
      const dys = outputs.map(({ id }) => cotangents.get(id) ?? null);
      const dxs = tidy(() =>
        explainingGradient(kernelName, () => {
          const thunks = gradient(dys);
          return fromX.map((name) => {
            if (!thunks[name]) throw new Error(`Cannot backprop through input ${name}.`);
            return checkGradientOf(node, name, thunks[name]());
          });
        }),
      );
      watch?.({
        kernelName,
        at: path.length - later,
        of: path.length,
        outputs: outputs.map(({ id }, i) => ({ id, dy: dys[i] })),
        inputs: fromX.map((name, i) => ({ id: inputs[name].id, dx: dxs[i] })),
      });
      for (const { id } of outputs) cotangents.delete(id);
      fromX.forEach((name, i) => {
        const { id } = inputs[name];
        const held = cotangents.get(id);
        cotangents.set(id, held ? add(held, dxs[i]) : dxs[i]);
      });
      const needed = new Set<Tensor>([cotangent, ...cotangents.values()]);
      for (const tensor of [...dys, ...dxs]) if (tensor && !needed.has(tensor)) tensor.dispose();
    }
    return cotangents.get(x.id)!;
  });
}

/** Refuses what cannot be the gradient in an input, as `tf.grad` does: gradients that TensorFlow.js and users register are not typed. */
function checkGradientOf({ kernelName, inputs }: TapeNode, name: string, dx: Tensor): Tensor {
  const { shape } = inputs[name];
  const expected = inputs[name].dtype === 'complex64' ? 'complex64' : 'float32';
  if (dx?.dtype === expected && util.arraysEqual(dx.shape, shape)) return dx;
  const whole = inputs[name].dtype === 'float32' ? '' : ' The input is of whole numbers, which have no derivative.';
  return refuse(
    'f',
    `made of operations whose gradients are float32 and of the shape of their inputs`,
    `${dx?.dtype} of shape [${dx?.shape}] for the input '${name}' of ${operationName(kernelName)}, of shape [${shape}]`,
    `Mend it if it is yours; else leave it out of f, or measure from what it returns on.${whole}`,
  );
}

/** What an operation of the tape is called in errors: those of `tf.customGrad` have no name of their own. */
export function operationName(kernelName: string): string {
  return kernelName === '' || kernelName === 'unnamed scope' ? 'a custom gradient' : kernelName;
}

/** Bytes of what the nodes have saved for their gradients, shared data counted once; weights, which exist anyway, not. */
function bytesOf(nodes: readonly TapeNode[], rows: number): number {
  const sizes = new Map<object, number>();
  for (const { saved = [] } of nodes) {
    for (const { dataId, shape, size } of saved) if (shape[0] === rows) sizes.set(dataId, 4 * size);
  }
  return [...sizes.values()].reduce((sum, size) => sum + size, 0);
}
