import type { FeaturesOfDataset } from './featuresOf.js';
import { type FewShotOptions, fewShotAccuracy } from './fewShotAccuracy.js';
import type { FewShotSummary, TargetReport } from './transferRecord.js';
import type { ChosenTransferOptions } from './transferReportOptions.js';

/**
 * Few-shot accuracy for each number of shots: of each head, and of nearest mean among all classes, to which the
 * certificates belong, and which therefore has the features as they are.
 */
export async function fewShotOfHeads(
  { features, labels }: FeaturesOfDataset,
  { heads, shots, ways, queries, episodes, normalise, seed, signal, onProgress }: ChosenTransferOptions,
  centre?: Float64Array,
): Promise<Pick<TargetReport, 'fewShot' | 'fewShotOfAll'>> {
  const total = (heads.length + 1) * shots.length * episodes;
  let before = 0;
  const measure = async (options: FewShotOptions): Promise<FewShotSummary> => {
    const { perEpisode: _, ...summary } = await fewShotAccuracy(features, labels, {
      ...{ queries, episodes, seed, signal, ...options },
      onProgress: (done) => onProgress?.({ stage: 'accuracy', done: before + done, total }),
    });
    before += episodes;
    return summary;
  };
  const fewShot: FewShotSummary[] = [];
  for (const head of heads) {
    const named = head.kind === 'nearestMean' ? head.kind : head;
    for (const each of shots) fewShot.push(await measure({ ways, shots: each, head: named, normalise, centre }));
  }
  const fewShotOfAll: FewShotSummary[] = [];
  for (const each of shots) fewShotOfAll.push(await measure({ ways: 'all', shots: each }));
  return { fewShot, fewShotOfAll };
}
