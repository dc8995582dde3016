import type { FeaturesOfDataset } from './featuresOf.js';
import { fewShotAccuracy } from './fewShotAccuracy.js';
import type { FewShotSummary } from './transferRecord.js';
import type { ChosenTransferOptions } from './transferReportOptions.js';

/** Few-shot accuracy of each head, for each number of shots. */
export async function fewShotOfHeads(
  { features, labels }: FeaturesOfDataset,
  options: ChosenTransferOptions,
  centre?: Float64Array,
): Promise<readonly FewShotSummary[]> {
  const { heads, shots: all, ways, queries, episodes, normalise, seed, signal, onProgress } = options;
  const total = heads.length * all.length * episodes;
  const found: FewShotSummary[] = [];
  for (const head of heads) {
    for (const shots of all) {
      const before = found.length * episodes;
      const asked = {
        ways,
        shots,
        queries,
        episodes,
        seed,
        head: head.kind === 'nearestMean' ? head.kind : head,
        normalise,
        centre,
        signal,
      };
      const { perEpisode: _, ...summary } = await fewShotAccuracy(features, labels, {
        ...asked,
        onProgress: (done) => onProgress?.({ stage: 'accuracy', done: before + done, total }),
      });
      found.push(summary);
    }
  }
  return found;
}
