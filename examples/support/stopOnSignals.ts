const STATUS = { SIGINT: 130, SIGTERM: 143 } as const;

/**
 * Of signals that count as one, in milliseconds: `npm start` hands a Ctrl-C on to a process that the terminal has
 * already told.
 */
const TOGETHER = 500;

/**
 * The first Ctrl-C or SIGTERM asks a run to stop after the step under way and to save what there is; the second one
 * ends the process. SIGHUP is left alone, since a handler would take from nohup what it is for.
 *
 * @param measurements The file that holds what was measured so far.
 * @returns the signal for the run; its `reason` is the status to exit with
 */
export function stopOnSignals(measurements: string): AbortSignal {
  const abort = new AbortController();
  let first = 0;
  for (const [name, status] of Object.entries(STATUS)) {
    process.on(name, () => {
      if (!abort.signal.aborted) {
        first = performance.now();
        console.log(`\n${name}: stopping after this step, then saving; once more quits at once, unsaved`);
        abort.abort(status);
      } else if (performance.now() - first > TOGETHER) {
        if (process.stdout.isTTY) process.stdout.write('\u001b[?25h'); // the cursor, which the bar hides
        console.error(`\n${name}: quit at once; ${measurements} holds the measurements so far, the model is not saved`);
        process.exit(status);
      }
    });
  }
  return abort.signal;
}
