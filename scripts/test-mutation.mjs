/**
 * Changes the arithmetic, one operator or condition at a time, and runs its tests on each change: what survives is a
 * line that no test holds. Folder by folder, so that a run that is cut short has told something: npm run test:mutation
 * [folder of src/ ...]
 */
import { spawnSync } from 'node:child_process';

/**
 * The folders of `test/` that are about a folder of `src/`: the golden values and the laws of collapse hold statistics
 * too.
 */
const TESTS = {
  'geometry/estimators': 'geometry/estimators',
  statistics: 'statistics',
  collapse: 'collapse statistics',
};

const wanted = process.argv.slice(2);
for (const folder of wanted.length > 0 ? wanted : Object.keys(TESTS)) {
  const room = Object.keys(TESTS).find((name) => folder === name || folder.startsWith(`${name}/`));
  if (!room) {
    console.error(`no folder of ${Object.keys(TESTS).join(', ')}: '${folder}'`);
    process.exit(2);
  }
  const files = folder.endsWith('.ts') ? `src/${folder}` : `src/${folder}/*.ts,!src/${folder}/index.ts`;
  const { status } = spawnSync('npx', ['stryker', 'run', '--mutate', files], {
    stdio: 'inherit',
    env: { ...process.env, GEOCOLLAPSE_MUTATION: TESTS[room] },
  });
  if (status !== 0) process.exitCode = 1;
}
