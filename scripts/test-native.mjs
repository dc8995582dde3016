/** `npm run test:native [vitest arguments]`: the whole suite on tfjs-node, which `npm run setup:native` builds. */
import { spawnSync } from 'node:child_process';

const vitest = ['node_modules/vitest/vitest.mjs', 'run', ...process.argv.slice(2)];
const env = { ...process.env, GEOCOLLAPSE_TEST_NATIVE: '1', TF_CPP_MIN_LOG_LEVEL: '2' };
const setup = spawnSync(process.execPath, ['scripts/setup-native.mjs'], { stdio: 'inherit' });
process.exit(setup.status || (spawnSync(process.execPath, vitest, { stdio: 'inherit', env }).status ?? 1));
