import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');

/**
 * A user of every subpath. Types that were not found would be `any`, and take what each line marked as an error is
 * refused for.
 */
const PROGRAM = `
import { type GeometricComplexityOptions, InputError } from 'geocollapse';
import { useBestBackend } from 'geocollapse/backends';
import { neuralCollapseFromStatistics } from 'geocollapse/collapse';
import { readMnist } from 'geocollapse/data';
import { geometricComplexity } from 'geocollapse/geometry';
import { folderHandler, mlp } from 'geocollapse/models';
import { type ClassStatistics, emptyClassStatistics } from 'geocollapse/statistics';
import { jsonLines, train } from 'geocollapse/training';
import { episodes } from 'geocollapse/transfer';

const options: GeometricComplexityOptions = { estimator: 'exact' };
const statistics: ClassStatistics = emptyClassStatistics();
export async function use(): Promise<number> {
  await useBestBackend({ prefer: 'cpu' });
  const model = mlp({ hidden: [4], inputShape: [28, 28, 1], classes: 10 });
  await model.save(folderHandler('model'));
  await train(model, (await readMnist('data')).train, { steps: 1 });
  await jsonLines('metrics.jsonl').append({ step: 1 });
  const { mean } = await geometricComplexity((x) => x, model.getWeights()[0], options);
  const { nc1 } = await neuralCollapseFromStatistics(statistics);
  return mean + (nc1 ?? Number(new InputError('a', 'b', 'c', 'd').message));
}
// @ts-expect-error
useBestBackend({ prefer: 1 });
// @ts-expect-error
neuralCollapseFromStatistics(1);
// @ts-expect-error
readMnist(1);
// @ts-expect-error
geometricComplexity(1);
// @ts-expect-error
mlp({ hidden: 'a' });
// @ts-expect-error
emptyClassStatistics(1);
// @ts-expect-error
jsonLines(1);
// @ts-expect-error
episodes(1);
`;

const KINDS = [
  { moduleResolution: 'node10', module: 'commonjs' },
  { moduleResolution: 'node10', module: 'esnext' },
  { moduleResolution: 'node16', module: 'node16' },
  { moduleResolution: 'nodenext', module: 'nodenext' },
  { moduleResolution: 'bundler', module: 'esnext' },
];

/**
 * Compiles a user of every subpath in a folder where the package is installed, for every way in which modules are
 * found.
 */
export function checkTypes(folder) {
  for (const file of ['user.ts', 'user.cts', 'user.mts']) writeFileSync(join(folder, file), PROGRAM);
  const shared = ['--noEmit', '--strict', '--skipLibCheck', '--target', 'es2022'];
  for (const { moduleResolution, module } of KINDS) {
    const files = /node(16|next)/.test(module) ? ['user.cts', 'user.mts'] : ['user.ts'];
    const flags = ['--moduleResolution', moduleResolution, '--module', module];
    try {
      execFileSync(process.execPath, [tsc, ...shared, ...flags, ...files], { cwd: folder, encoding: 'utf8' });
    } catch ({ stdout }) {
      throw new Error(`types with ${flags.join(' ')}:\n${stdout}`);
    }
    console.log(`types: ${moduleResolution}, ${module}: all subpaths`);
  }
}
