import { InputError } from 'geocollapse';
import { NotSavedError } from './saveResults.js';
import { stopOnSignals } from './stopOnSignals.js';
import { UsageError } from './usageError.js';

/**
 * Runs a program of the command line to its end, and sets the status to exit with: 2 for what the user passed, 1 for
 * what could not be written or done, that of the signal where one stopped it.
 *
 * @param program Does the work, until the signal is aborted.
 * @param measurements The file that holds what was measured so far, for who quits at once.
 */
export async function runProgram(program: (signal: AbortSignal) => unknown, measurements: string): Promise<void> {
  // A reader that has gone (`npm start | head -1`, a closed terminal) takes the lines with it, and not the run.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  const signal = stopOnSignals(measurements);
  try {
    await program(signal);
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
}
