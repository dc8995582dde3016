import { readFileSync, writeFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Peak resident memory of this process in MB, since the last {@link resetPeak} where the system allows one (Linux). */
export function peakMemory(): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024;
  } catch {
    return process.resourceUsage().maxRSS / 1024;
  }
}

/** Collects garbage and lets the peak begin anew. */
export function resetPeak(): void {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  try {
    writeFileSync('/proc/self/clear_refs', '5');
  } catch {
    // Not Linux: the peak then includes loading.
  }
}
