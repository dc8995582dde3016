import { checkIndices } from './readIndices.js';
import type { ImageDataset, ImagesRead, ReadOptions } from './types.js';

/** Some examples of a data set, as a data set. */
interface View {
  /** The index in the whole set of each example. */
  readonly indices: Int32Array;
  /** What differs from the whole set: the labels, and what they mean. */
  readonly labels: ArrayLike<number>;
  readonly classes?: number;
  readonly classNames?: readonly string[];
}

/** A data set of some examples of another, which is read when the view is. No image is copied. */
export function viewOf(data: ImageDataset, { indices, labels, classes, classNames }: View): ImageDataset {
  const names = classNames ?? data.classNames;
  return {
    size: indices.length,
    labels,
    classes: classes ?? data.classes,
    ...(names && { classNames: names }),
    shape: data.shape,
    normalisation: data.normalisation,
    // Places that were skipped are places in the list, which has the same length.
    read: (chosen: Int32Array, options?: ReadOptions): ImagesRead | Promise<ImagesRead> => {
      checkIndices(chosen, indices.length);
      return data.read(
        chosen.map((index) => indices[index]),
        options,
      );
    },
  };
}
