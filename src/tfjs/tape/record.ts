import { clone, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { engineWithTape, hasTape, isNested } from './engineWithTape.js';
import { explainingKernels } from './explainingKernels.js';
import { holdInputs } from './holdInputs.js';
import { measuringScope } from './measuringScope.js';
import { pathBetween } from './pathBetween.js';
import { producersFirst } from './producersFirst.js';
import { recordByRepetition } from './recordByRepetition.js';
import type { Recording } from './recording.js';
import { refuseComplexTwice } from './refuseComplexTwice.js';
import { refuseEmptyMaps } from './refuseEmptyMaps.js';
import { refuseEmptyTensors } from './refuseEmptyTensors.js';
import { nextTensorId, refuseHiddenSaves } from './refuseHiddenSaves.js';
import { refuseIds } from './refuseIds.js';
import type { TapeNode } from './tapeNode.js';
import { walkBack } from './walkBack.js';

/**
 * Runs f once and keeps the way back, so that one forward pass serves many vector-Jacobian products: `tf.grad` would
 * run f again for every cotangent. Here the tape that TensorFlow.js records is kept, and walked as often as needed. The
 * gradients are those of `measuringScope`.
 *
 * Inside another gradient (`tf.grad` of a function that calls this) products are recorded in turn, so that they can be
 * differentiated.
 *
 * @remarks The tape is in members of the engine that are not public (`engineWithTape.ts`). A version of TensorFlow.js
 *   without them gets the same from `recordByRepetition`.
 */
export function record(f: (x: Tensor) => Tensor[], x: Tensor): Recording {
  const forward = (input: Tensor) => explainingKernels(() => f(input));
  const measuring = measuringScope(isNested());
  const recording = measuring(() => (hasTape() ? recordOnTape(forward, x) : recordByRepetition(forward, x)));
  if (hasTape() && !isNested()) return recording; // what its products compute is not recorded, and needs no gradients
  const pull: Recording['pull'] = (...args) => measuring(() => recording.pull(...args));
  return { ...recording, pull };
}

function recordOnTape(f: (x: Tensor) => Tensor[], x: Tensor): Recording {
  const host = engineWithTape();
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
    for (const y of outputs) checkWay(nodes, x, y, nested, firstId);
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

/** Refuses a way from x to y along which a gradient, or inside another gradient a second one, would be wrong. */
function checkWay(nodes: readonly TapeNode[], x: Tensor, y: Tensor, nested: boolean, firstId: number): void {
  refuseIds(nodes, x, y);
  const path = pathBetween(nodes, x, y);
  refuseEmptyTensors(path);
  if (!nested) return;
  refuseComplexTwice(path);
  refuseHiddenSaves(path, nodes, firstId);
}

/**
 * Bytes of what the nodes have saved for their gradients. Data that several share counts once, and weights, which exist
 * anyway, do not count.
 */
function bytesOf(nodes: readonly TapeNode[], rows: number): number {
  const sizes = new Map<object, number>();
  for (const { saved = [] } of nodes) {
    for (const { dataId, shape, size } of saved) if (shape[0] === rows) sizes.set(dataId, 4 * size);
  }
  return [...sizes.values()].reduce((sum, size) => sum + size, 0);
}
