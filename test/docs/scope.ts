import * as fs from 'node:fs/promises';
import { join } from 'node:path';
import * as tfCpu from '@tensorflow/tfjs-backend-cpu';
import * as tfWasm from '@tensorflow/tfjs-backend-wasm';
import * as converter from '@tensorflow/tfjs-converter';
import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import * as geocollapse from 'geocollapse';
import * as backends from 'geocollapse/backends';
import * as collapse from 'geocollapse/collapse';
import * as data from 'geocollapse/data';
import * as geometry from 'geocollapse/geometry';
import * as models from 'geocollapse/models';
import * as statistics from 'geocollapse/statistics';
import * as training from 'geocollapse/training';
import * as transfer from 'geocollapse/transfer';
import * as fixtures from './fixtures.js';
import type { Scope } from './runSnippet.js';
import { root } from './snippets.js';

const rooms = { backends, collapse, data, geometry, models, statistics, training, transfer };

/** A binary as Vite gives it, under its URL. */
function urlOf(binary: string): [string, { default: string }] {
  const path = `@tensorflow/tfjs-backend-wasm/dist/${binary}`;
  return [`${path}?url`, { default: join(root, 'node_modules', path) }];
}

/** The public names and the fixtures; everything that a snippet may import. */
export const scope: Scope = {
  fixtures,
  exported: Object.assign({}, ...Object.values(rooms)),
  modules: {
    geocollapse,
    ...Object.fromEntries(Object.entries(rooms).map(([room, module]) => [`geocollapse/${room}`, module])),
    'node:fs/promises': fs,
    '@tensorflow/tfjs-core': tf,
    '@tensorflow/tfjs-layers': layers,
    '@tensorflow/tfjs-converter': converter,
    '@tensorflow/tfjs-backend-cpu': tfCpu,
    '@tensorflow/tfjs-backend-wasm': tfWasm,
    ...Object.fromEntries(['', '-simd', '-threaded-simd'].map((kind) => urlOf(`tfjs-backend-wasm${kind}.wasm`))),
  },
};
