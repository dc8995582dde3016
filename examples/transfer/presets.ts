/** All that a run is made of, but for where it reads and writes. */
export interface Settings {
  /** The width of ResNet-18: 1 has 64 channels after the first layer. */
  width: number;
  steps: number;
  batch: number;
  learningRate: number;
  /** The learning rate falls to zero over the last 1 / fade of the steps; with 0 it stays. */
  fade: number;
  momentum: number;
  /** Times the sum of squares of the kernels. */
  l2: number;
  /** The share of the images of training classes that is kept back, to measure these classes on images not seen. */
  keptBack: number;
  /** The number of reports after the one of the untrained network. */
  reports: number;
  /** The number of training images of each report. */
  sourceExamples: number;
  ways: number;
  shots: readonly number[];
  queries: number;
  episodes: number;
}

/** Settings under a name, with words for what they are. */
export interface Preset extends Settings {
  /** A sentence a line, printed before the run. */
  notes: readonly string[];
}

const FEW_SHOT = { ways: 5, shots: [1, 5, 10], queries: 15, episodes: 600 };

/** The presets by name. `paper` has the settings of Munn, Dherin and Gonzalvo (2024), as far as the paper says them. */
export const PRESETS = {
  narrow: {
    ...{ width: 1 / 4, steps: 1500, batch: 64, learningRate: 0.05, fade: 4, momentum: 0.9, l2: 0.00025 },
    ...{ keptBack: 1 / 6, reports: 12, sourceExamples: 1024, ...FEW_SHOT },
    notes: [
      'Preset narrow is not the paper: ResNet-18 of width 1/4 where the paper has 1, fewer steps, smaller batches.',
      'It takes a subset of CIFAR-100 as well as the whole.',
    ],
  },
  paper: {
    ...{ width: 1, steps: 15_000, batch: 256, learningRate: 0.01, fade: 0, momentum: 0.9, l2: 0 },
    ...{ keptBack: 1 / 6, reports: 30, sourceExamples: 2048, ...FEW_SHOT },
    notes: [
      'The paper: ResNet-18 of width 1 as in the Flax ImageNet example, on CIFAR-FS.',
      'The paper: learning rate 0.01, batch 256, no L2, where its sweeps over batch size and L2 meet.',
      'The paper: sweeps over --learning-rate 0.001 0.0025 0.005 0.01 0.025 0.1 at --batch 512; over --batch 8 to 256;',
      'over --l2 0 0.00025 0.0005 0.001 0.0025 at --batch 256.',
      'The paper does not say the number of steps; here: 15,000, which are 120 epochs.',
      'The paper does not say the momentum outside its sweep of it; here: 0.9.',
      'The paper does not say the schedule of the learning rate; here: constant.',
      'The paper does not say the augmentation; here: padding by 4, a random crop, a random flip.',
      'The paper does not say the normalisation; here: mean and deviation of each channel of CIFAR-100.',
      'The paper does not say which images of the training classes it trains on; here: 500 of 600 of each.',
      'The paper does not say how many images a measure takes; here: 2,048.',
      'The paper does not say ways, queries and episodes; here: 5, 15 and 600.',
      'The paper does not say the head of few-shot accuracy; here: nearest mean and ridge, both shown.',
    ],
  },
} as const satisfies Record<string, Preset>;
