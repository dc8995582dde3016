import { runProgram } from '../support/runProgram.js';
import { HELP, readOptions } from './options.js';
import { run } from './run.js';

await runProgram(async (signal) => {
  const options = readOptions(process.argv.slice(2));
  if (options) await run(options, signal);
  else console.log(HELP);
}, 'transfer.jsonl');
