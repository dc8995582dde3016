/**
 * Runs the specs of tfjs-core on one backend and writes how each ended. `run.mjs` bundles this file, so that specs,
 * backends and registrations share one copy of tfjs-core.
 */
import { jasmineEnvironment } from './jasmine.js';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import { writeFileSync } from 'node:fs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { setTestEnvs } from '@tensorflow/tfjs-core/dist/jasmine_util';
import type { SpecResult } from 'jasmine-core/lib/jasmine-core/node_boot.js';
import { loadTfjsNode } from '../../src/backends/loadTfjsNode.js';
import { type BackendName, useBestBackend } from '../../src/backends/useBestBackend.js';

const [backendName, whose, results, wasmFolder] = process.argv.slice(2);

async function main() {
  setWasmPaths(wasmFolder);
  if (whose === 'ours') await useBestBackend({ prefer: backendName as BackendName, print: false });
  else if (backendName === 'tensorflow') await loadTfjsNode();
  setTestEnvs([{ name: 'tested', backendName, isDataSync: true }]);
  require('@tensorflow/tfjs-core/dist/tests'); // describes the specs, so it has to come after the environment is set
  jasmineEnvironment.configure({ random: false });
  jasmineEnvironment.addReporter({ specDone, jasmineDone });
  jasmineEnvironment.execute();
}

const outcomes: Record<string, string> = {};

function specDone({ fullName, status, failedExpectations }: SpecResult) {
  let name = fullName;
  for (let i = 2; name in outcomes; i++) name = `${fullName} (${i})`; // some specs share a name
  outcomes[name] = status === 'failed' ? `failed: ${failedExpectations[0]?.message.slice(0, 200)}` : status;
}

function jasmineDone() {
  writeFileSync(results, JSON.stringify(outcomes));
  process.exit(0); // the backends keep the process alive
}

main();
