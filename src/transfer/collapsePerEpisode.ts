import { tensor2d } from '@tensorflow/tfjs-core';
import { neuralCollapse } from '../collapse/neuralCollapse.js';
import type { NeuralCollapse } from '../collapse/record.js';
import { type Draws, drawEpisodes } from './drawEpisodes.js';
import type { FeaturesOfDataset } from './featuresOf.js';
import { overEpisodes } from './overEpisodes.js';
import type { ChosenTransferOptions } from './transferReportOptions.js';

/** The mean of a measure over episodes. */
export interface MeanOverEpisodes {
  /** The mean over the episodes that determine the measure, and in which it is finite. */
  readonly mean: number;
  /** The standard error of the mean over episodes. It is null for a single one, which shows no spread. */
  readonly standardError: number | null;
  /** The number of these episodes. */
  readonly episodes: number;
}

/** A measure of collapse by its name in {@link NeuralCollapse}, with a dot before what is inside an object. */
export type EpisodeMeasure =
  | 'nc1'
  | 'nc1TraceRatio'
  | 'cdnv'
  | 'directionalCdnv'
  | 'nc2.equinormness'
  | 'nc2.equiangularity'
  | 'nc2.maxAngle'
  | 'nc2.etfDistance'
  | 'gnc2.mean'
  | 'gnc2.variance'
  | 'nearestClassMeanAccuracy';

const MEASURES: Record<EpisodeMeasure, (record: NeuralCollapse) => number | undefined> = {
  nc1: ({ nc1 }) => nc1,
  nc1TraceRatio: ({ nc1TraceRatio }) => nc1TraceRatio,
  cdnv: ({ cdnv }) => cdnv,
  directionalCdnv: ({ directionalCdnv }) => directionalCdnv,
  'nc2.equinormness': ({ nc2 }) => nc2?.equinormness,
  'nc2.equiangularity': ({ nc2 }) => nc2?.equiangularity,
  'nc2.maxAngle': ({ nc2 }) => nc2?.maxAngle,
  'nc2.etfDistance': ({ nc2 }) => nc2?.etfDistance,
  'gnc2.mean': ({ gnc2 }) => gnc2?.mean,
  'gnc2.variance': ({ gnc2 }) => gnc2?.variance,
  nearestClassMeanAccuracy: ({ nearestClassMeanAccuracy }) => nearestClassMeanAccuracy,
};

/**
 * The collapse within episodes: of N classes, and of their support and queries alone. Each measure is there by its name
 * in {@link NeuralCollapse}, a dot before what is inside an object, as its mean over episodes. One that no episode
 * determines is absent.
 */
export type EpisodeCollapse = { readonly [K in EpisodeMeasure]?: MeanOverEpisodes };

/** Measures the collapse within each episode that is drawn. */
export async function collapsePerEpisode(
  { features, shape }: FeaturesOfDataset,
  draws: Draws,
  { signal, onProgress }: Pick<ChosenTransferOptions, 'signal' | 'onProgress'>,
): Promise<EpisodeCollapse> {
  const { ways, shots, queries } = draws;
  const d = features.length / shape[0];
  const found = new Map<EpisodeMeasure, number[]>();
  let done = 0;
  for (const episode of drawEpisodes(draws)) {
    const parts = [
      [episode.support, shots],
      [episode.queries, queries],
    ] as const;
    const n = ways * (shots + queries);
    const values = new Float32Array(n * d); // [n, d]
    const labels = new Int32Array(n);
    let row = 0;
    for (const [indices, ofClass] of parts) {
      for (let i = 0; i < indices.length; i++, row++) {
        values.set(features.subarray(indices[i] * d, (indices[i] + 1) * d), row * d);
        labels[row] = Math.floor(i / ofClass);
      }
    }
    const rows = tensor2d(values, [n, d]);
    const record = await neuralCollapse(rows, labels, { classes: ways, signal }).finally(() => rows.dispose());
    for (const name of Object.keys(MEASURES) as EpisodeMeasure[]) {
      const value = MEASURES[name](record);
      // Classes of equal means have an infinite CDNV, with which there is no mean over episodes.
      if (value === undefined || !Number.isFinite(value)) continue;
      const list = found.get(name) ?? [];
      found.set(name, list);
      list.push(value);
    }
    done++;
    onProgress?.({ stage: 'collapse', done, total: draws.episodes });
  }
  return Object.fromEntries(
    Array.from(found, ([name, list]) => [name, { ...overEpisodes(list), episodes: list.length }]),
  );
}
