import { type Tensor, tidy, type Variable, variable } from '@tensorflow/tfjs-core';

/** What is made of weights, by the weights: one pair of matrices for a model, however often it is split. */
const made = new WeakMap<Tensor, Map<string, Followed>>();

interface Followed {
  value: Variable;
  /** Where the weights were when the value was made. They move when they change. */
  from: object;
}

/**
 * A tensor that is made of weights and follows them. It is brought up to date whenever the returned function is called,
 * in place, so that whoever holds it has the new values. Where the weights themselves will do, they are better, since
 * they need no upkeep.
 *
 * @param kind A name for what `make` does, so that the same weights give the same tensor.
 */
export function followedTensor<T extends Tensor>(
  weights: Tensor,
  kind: string,
  make: (weights: Tensor) => Tensor,
): () => T {
  return () => {
    const kinds = made.get(weights) ?? new Map<string, Followed>();
    made.set(weights, kinds);
    let followed = kinds.get(kind);
    if (followed && !followed.value.isDisposed) {
      if (followed.from !== weights.dataId) tidy(() => followed!.value.assign(make(weights)));
      followed.from = weights.dataId;
    } else {
      followed = { value: tidy(() => variable(make(weights), false)), from: weights.dataId };
      kinds.set(kind, followed);
    }
    return followed.value as unknown as T;
  };
}
