import { gatherTask, type Task } from '../../../src/transfer/heads/task.js';
import type { PlainEpisode } from '../../support/fewShot.js';

/** The task of plain rows. */
export function taskOf({ support, queries, ways }: PlainEpisode): Task {
  const indices = Int32Array.from({ length: support.length + queries.length }, (_, i) => i);
  const cut = support.length;
  return gatherTask(
    { values: [...support, ...queries].flat(), d: support[0].length },
    { support: indices.subarray(0, cut), queries: indices.subarray(cut) },
    { ways, shots: cut / ways },
  );
}
