import type { Turn } from '../input/turns.js';
import type { LabelledRows } from '../statistics/rows/blocks.js';
import type { ClassStatistics } from '../statistics/value/types.js';
import type { ExamplePass } from './assembly.js';

/** Adds labelled rows to a pass over examples. Fourth powers need the whole residual, of which products know a part. */
export async function visitRows(
  rows: LabelledRows,
  pass: ExamplePass,
  statistics: ClassStatistics,
  turn: Turn,
): Promise<void> {
  for (const block of rows.about(pass.origin, pass.unit)) {
    await turn();
    await pass.add(block);
  }
  if (!pass.fourthPowers) return;
  const powers = await rows.fourthPowers(statistics);
  for (let c = 0; c < powers.length; c++) pass.fourthPowers[c] += powers[c];
}
