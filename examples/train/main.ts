import { InputError } from 'geocollapse';
import { HELP, readOptions, UsageError } from './options.js';
import { run } from './run.js';

const abort = new AbortController();
// The first Ctrl-C ends the run after the step under way, with whole files; the second one ends the process.
process.once('SIGINT', () => {
  console.log('\nstopping after this step');
  abort.abort();
});

try {
  const options = readOptions(process.argv.slice(2));
  if (options) await run(options, abort.signal);
  else console.log(HELP);
  if (abort.signal.aborted) process.exitCode = 130;
} catch (error) {
  const refused = error instanceof UsageError || error instanceof InputError;
  // A file that cannot be read or written says which and why in its message; a stack is for faults of the program.
  const system = error instanceof Error && 'syscall' in error;
  console.error(refused || system ? error.message : error);
  process.exitCode = refused ? 2 : 1;
}
