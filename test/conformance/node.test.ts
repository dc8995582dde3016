import { native } from '../support/backends.js';
import { contract } from './contract.js';

for (const backend of native ? (['tensorflow'] as const) : (['cpu', 'wasm'] as const)) contract(backend);
