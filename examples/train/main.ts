import { InputError } from 'geocollapse';
import { HELP, readOptions, UsageError } from './options.js';
import { NotSavedError, run } from './run.js';
import { stopOnSignals } from './stopOnSignals.js';

// A reader that has gone (`npm start | head -1`, a closed terminal) takes the lines with it, and not the run.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
const signal = stopOnSignals();

try {
  const options = readOptions(process.argv.slice(2));
  if (options) await run(options, signal);
  else console.log(HELP);
  if (signal.aborted) process.exitCode = signal.reason;
} catch (error) {
  const refused = error instanceof UsageError || error instanceof InputError;
  // A file that cannot be read or written says which and why in its message; a stack is for faults of the program.
  const system = error instanceof NotSavedError || (error instanceof Error && 'syscall' in error);
  if (error === signal.reason)
    process.exitCode = signal.reason; // stopped before there was anything to save
  else {
    console.error(refused || system ? error.message : error);
    process.exitCode = refused ? 2 : 1;
  }
}
