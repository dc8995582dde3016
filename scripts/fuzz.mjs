/**
 * `npm run fuzz [vitest arguments]`: 10,000 damaged files of every format, in place of the 1,000 of `npm test`.
 * GEOCOLLAPSE_FUZZ sets another number. The formats are in test/fuzz/.
 */
import { spawnSync } from 'node:child_process';

const vitest = ['node_modules/vitest/vitest.mjs', 'run', 'test/fuzz', '--maxWorkers=1', ...process.argv.slice(2)];
const env = { GEOCOLLAPSE_FUZZ: '10000', ...process.env };
process.exit(spawnSync(process.execPath, vitest, { stdio: 'inherit', env }).status ?? 1);
