import { defineConfig } from 'vitest/config';
import base from './vitest.config.js';

/** The folders of `test/` that `npm run test:mutation` runs, once for every change to the arithmetic. */
const folders = (process.env.GEOCOLLAPSE_MUTATION ?? 'statistics collapse geometry/estimators').split(' ');

/** On one backend, and without the tests that take long and repeat on large inputs what others show on small ones. */
export default defineConfig({
  ...base,
  test: {
    ...base.test,
    include: folders.map((folder) => `test/${folder}/**/*.test.ts`),
    exclude: ['manyClasses', 'residuals/residualPass', 'nc1', 'scales'].map((name) => `test/collapse/${name}.test.ts`),
    testNamePattern: /^(?!.*(on wasm|95% interval|fewer passes|over several blocks|2\^21 values)).*$/s,
  },
});
