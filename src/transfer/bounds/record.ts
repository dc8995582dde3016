/** An upper bound on the share of examples that a nearest-mean classifier gets wrong, the mean over classes. */
export interface ErrorBound {
  /** The bound. It is not cut off at 1, so that it can be compared over training while it is vacuous. */
  readonly bound: number;
  /** Whether it says nothing: no error is above 1, and the bound is at least that. */
  readonly vacuous: boolean;
  /** Whether it says that the classifier errs less than a guess, whose error is 1 - 1 / C. */
  readonly beatsChance: boolean;
}

/** Bounds on the error of nearest class means, as plain numbers. */
export interface NearestMeanBounds {
  /** The number of classes, C. */
  readonly classes: number;
  /** The number of examples of each class, N_c, length C. */
  readonly counts: readonly number[];
  /** The error of a guess, 1 - 1 / C. */
  readonly chance: number;
  /** The tightest of the four that hold for the class means: (1 / C) sum over i != j of 4 U_ij / (1 + 4 U_ij). */
  readonly cantelli: CantelliBound;
  /** The directional form, 4 (C - 1) times the directional CDNV. */
  readonly directional?: ErrorBound;
  /** The CDNV form, 4 (C - 1) times CDNV. */
  readonly cdnv?: ErrorBound;
  /** The geometric form, 4 (C - 1) k times geometric collapse. It needs complexities. */
  readonly geometric?: GeometricBound;
  /** For each number of shots that was asked for, the bound with centres that are means of so many examples. */
  readonly certificates: readonly Certificate[];
  /** Why bounds have no value for this input, a sentence for each by its key. */
  readonly undetermined: UndeterminedBounds;
}

/** Why bounds have no value for this input: a sentence for each, by its key. */
export type UndeterminedBounds = {
  readonly [K in 'directional' | 'cdnv' | 'geometric' | 'certificates']?: string;
};

/** The Cantelli bound, and what it is the mean of. */
export interface CantelliBound extends ErrorBound {
  /**
   * The bound on the error of each class, sum over j of 4 U_ij / (1 + 4 U_ij), length C. The largest is that of the
   * class for which the least is promised.
   */
  readonly perClass: readonly number[];
}

/** The geometric form, and the Poincare constant in it. */
export interface GeometricBound extends ErrorBound {
  /** The constant k of Var_c <= k GC_c, in (input unit)^2. */
  readonly poincareConstant: number;
  /**
   * Where the constant is from: `'given'` with the option, or `'data'`, the smallest that these examples allow. The
   * latter is no constant of the population, which can be larger.
   */
  readonly from: 'given' | 'data';
}

/** The bound on the error with centres that are means of a few examples. */
export interface Certificate extends ErrorBound {
  /** The number of examples in each centre, m. */
  readonly shots: number;
  /** Whether the bound is published for so many shots, which is 10 or more. */
  readonly published: boolean;
}
