import {
  type GradConfig,
  getBackend,
  getGradient,
  getKernelsForBackend,
  type KernelConfig,
} from '@tensorflow/tfjs-core';

/** What was looked at when an embedding was found sound. */
interface Verdict {
  readonly backend: string;
  /** The shape of a row of x. */
  readonly shape: string;
  /** The names of the operations on the way from x to the features. */
  readonly path: string;
  readonly kernels: readonly KernelConfig[];
  readonly gradients: readonly (GradConfig | undefined)[];
  /** Whether the gradient was compared with differences, too. */
  readonly gradient: boolean;
  /** Whether f takes other numbers of rows than the batch had. */
  readonly takesOtherNumbers: boolean;
}

type Situation = Omit<Verdict, 'gradient' | 'takesOtherNumbers'>;

const verdicts = new WeakMap<object, Verdict[]>();
/** Number of verdicts that are kept of an embedding, the latest. */
const KEPT = 8;

/**
 * What is known of an embedding from earlier calls with the same function or model, on the same backend with the same
 * kernels and gradients, through the same operations on rows of the same shape. Its weights may have changed since: a
 * gradient that is right for every operation stays right.
 */
export function known(f: object, rowShape: readonly number[], path: readonly (readonly string[])[] | undefined) {
  const now = situation(rowShape, path);
  const found = (verdicts.get(f) ?? []).filter((verdict) => same(verdict, now));
  const gradient = found.some((verdict) => verdict.gradient);
  return { apart: found.length > 0, gradient, takesOtherNumbers: found.at(-1)?.takesOtherNumbers === true };
}

/** Remembers that an embedding was found sound, so that it is not tested at every call. */
export function remember(
  f: object,
  rowShape: readonly number[],
  path: readonly (readonly string[])[] | undefined,
  outcome: Pick<Verdict, 'gradient' | 'takesOtherNumbers'>,
): void {
  const kept = (verdicts.get(f) ?? []).slice(1 - KEPT);
  verdicts.set(f, [...kept, { ...situation(rowShape, path), ...outcome }]);
}

function situation(rowShape: readonly number[], path: readonly (readonly string[])[] = []): Situation {
  const backend = getBackend();
  const operations = [...new Set(path.flat())];
  return {
    backend,
    shape: rowShape.join(),
    path: path.map((names) => names.join()).join(';'),
    kernels: getKernelsForBackend(backend),
    gradients: operations.map((name) => getGradient(name)),
  };
}

function same(a: Situation, b: Situation): boolean {
  const equal = (left: readonly unknown[], right: readonly unknown[]) =>
    left.length === right.length && left.every((each, i) => each === right[i]);
  return (
    a.backend === b.backend &&
    a.shape === b.shape &&
    a.path === b.path &&
    equal(a.gradients, b.gradients) &&
    a.kernels.length === b.kernels.length &&
    // In any order, since some kernels are put back after being replaced.
    new Set([...a.kernels, ...b.kernels]).size === a.kernels.length
  );
}
