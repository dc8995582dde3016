/** `npm run test:kernels`: every kernel of WebAssembly, or of tfjs-node, against the one in plain JavaScript; about a minute of CPU time. */
import { mergeConfig } from 'vitest/config';
import base from './vitest.config.js';

const config = mergeConfig(base, { test: { testTimeout: 600_000 } });
config.test.include = ['test/kernels/*.suite.ts']; // merging would add to the list
export default config;
