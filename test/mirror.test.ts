import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Tests of what no single file holds, each with the reason. Tests of this folder itself are of the whole repository.
 */
const CONTRACTS: Record<string, string> = {
  'backends/knownFaults': 'Faults of TensorFlow.js that docs/backends.md lists: it fails when one is repaired.',
  'tfjs/stockFaults': 'Faults of TensorFlow.js that this library repairs: it fails when one needs no repair any more.',
  'badCalls/badCalls': 'Every public function with every kind of value at every place.',
  'collapse/contract': 'The laws of every measure.',
  'collapse/golden': 'Measures that were computed elsewhere, in every convention.',
  'collapse/manyClasses': 'As many classes as tables are kept for, and one more, through all of collapse/.',
  'collapse/publishedFaults': 'Inputs at which published codes fail.',
  'collapse/scales': 'Every scale that float32 holds, through all entrances.',
  'conformance/node': 'One contract of operations for every backend, in Node.',
  'data/dataset/views': 'Every view of a data set, and views of views.',
  'data/readers': 'Whatever is in the way of a file, for every reader.',
  'fuzz/images': 'Thousands of damaged images, each in a process that a fault of the native decoder would end.',
  'fuzz/lists': 'Thousands of damaged lists of images, held against a slow parser.',
  'fuzz/formats':
    'Thousands of damaged files of every format, held against slow parsers; npm run fuzz tries ten times more.',
  'geometry/contract': 'The laws of complexities.',
  'geometry/golden': 'Jacobians that were computed elsewhere.',
  'geometry/network': 'Every entrance of geometry/ with a network of convolutions.',
  'geometry/turns': 'Every call that takes long: timers have their turn, and a signal ends it.',
  'geometry/wholeClassifier': 'A classifier in place of an embedding, at every entrance.',
  'models/originals': 'Every builder with the weights, output and gradient of the original.',
  'models/otherCopy': 'A model of another copy of TensorFlow.js needs a process of its own.',
  'models/parameterCounts': 'Every builder has as many weights as published.',
  'models/saveAndResume': 'Every builder, saved, loaded and trained on.',
  'models/smallest': 'Every builder with an image of one pixel.',
  'models/splitGraphKinds': 'GraphModels of many kinds, through all that splits a graph.',
  'statistics/contract': 'The laws of class statistics and of what is made of them.',
  'support/support': 'What the tests compare with.',
  'tfjs/depthwiseAndDilation': 'Gradients that TensorFlow.js leaves out, from gradients/ and from wasm/.',
  'tfjs/firstDerivatives': 'Every operation of TensorFlow.js, against differences.',
  'tfjs/layerDerivatives': 'Every layer of TensorFlow.js, against differences.',
  'tfjs/secondDerivatives': 'Every operation of TensorFlow.js in the penalty, against differences.',
  'transfer/golden': 'An episode that was computed elsewhere.',
  'tfjs/wasm/convolutionGradients':
    'The gradient of a convolution in its input and its filter, against cpu and differences.',
  'tfjs/wasm/trainingKernels': 'Kernels that training needs, against cpu, alone and in a network.',
  'training/badData': 'Data, models and options that do not fit together, at every entrance of training/.',
};

const tests = readdirSync(`${root}test`, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.ts'))
  .map((file) => file.replaceAll('\\', '/').replace(/\.test\.ts$/, ''));

/** A file or folder of src/, or of examples/, at the same place and of the same name. */
const mirrored = (test: string) => {
  const place = test.startsWith('examples/') ? test : `src/${test}`;
  return existsSync(`${root}${place}.ts`) || existsSync(`${root}${place}`);
};

describe('test/ mirrors src/', () => {
  it('path for path, but for contracts that no single file holds', () => {
    const others = tests.filter((test) => test.includes('/') && !test.startsWith('docs/') && !mirrored(test));
    expect(others.sort()).toEqual(Object.keys(CONTRACTS).sort());
  });

  it('and says in a sentence what such a contract is', () => {
    for (const reason of Object.values(CONTRACTS)) expect(reason).toMatch(/^[A-Z].*\.$/);
  });
});
