/** For each pixel of a line of the result, where its window on the line of the image begins, and its weights. */
interface Windows {
  first: Int32Array;
  /** [to, taps], each row with the sum 1. */
  weights: Float32Array;
  taps: number;
}

const LOBES = 3;

/** Lanczos' window of three lobes, sinc(x) sinc(x / 3). */
function lanczos(x: number): number {
  if (x === 0) return 1;
  if (Math.abs(x) >= LOBES) return 0;
  return (LOBES * Math.sin(Math.PI * x) * Math.sin((Math.PI * x) / LOBES)) / (Math.PI * x) ** 2;
}

function windowsOf(from: number, to: number): Windows {
  const scale = from / to;
  const stretch = Math.max(1, scale); // a smaller image is an average over the pixels that become one
  const taps = Math.min(from, 2 * Math.ceil(LOBES * stretch) + 1);
  const first = new Int32Array(to);
  const weights = new Float32Array(to * taps);
  for (let i = 0; i < to; i++) {
    const centre = (i + 0.5) * scale - 0.5;
    first[i] = Math.max(0, Math.min(from - taps, Math.ceil(centre - LOBES * stretch)));
    const row = weights.subarray(i * taps, (i + 1) * taps);
    let sum = 0;
    for (let k = 0; k < taps; k++) {
      row[k] = lanczos((first[i] + k - centre) / stretch);
      sum += row[k];
    }
    for (let k = 0; k < taps; k++) row[k] /= sum;
  }
  return { first, weights, taps };
}

/**
 * Scales an image to `size` x `size` pixels in a page, as sharp and Pillow do in other places: Lanczos' kernel of three
 * lobes, stretched where the image becomes smaller. A canvas could scale too, but every browser does so in its own way.
 *
 * @returns Takes some rows of the image after the other, RGBA; and gives the result [size, size, 3].
 */
export function resampling(width: number, height: number, size: number) {
  const across = windowsOf(width, size);
  const down = windowsOf(height, size);
  const narrow = new Float32Array(height * size * 3); // [height, size, 3]
  return {
    /** Rows of pixels [rows, width, 4], from the row `top` on. */
    add(pixels: ArrayLike<number>, top: number): void {
      const rows = pixels.length / (4 * width);
      for (let y = 0; y < rows; y++) {
        for (let x = 0; x < size; x++) {
          let [red, green, blue] = [0, 0, 0];
          for (let k = 0; k < across.taps; k++) {
            const weight = across.weights[x * across.taps + k];
            const at = (y * width + across.first[x] + k) * 4;
            red += weight * pixels[at];
            green += weight * pixels[at + 1];
            blue += weight * pixels[at + 2];
          }
          const to = ((top + y) * size + x) * 3;
          narrow[to] = red;
          narrow[to + 1] = green;
          narrow[to + 2] = blue;
        }
      }
    },
    result(): Uint8ClampedArray {
      const row = size * 3;
      const image = new Uint8ClampedArray(size * row); // rounds, and cuts off what overshoots
      const sum = new Float32Array(row);
      for (let y = 0; y < size; y++) {
        sum.fill(0);
        for (let k = 0; k < down.taps; k++) {
          const weight = down.weights[y * down.taps + k];
          const from = (down.first[y] + k) * row;
          for (let i = 0; i < row; i++) sum[i] += weight * narrow[from + i];
        }
        image.set(sum, y * row);
      }
      return image;
    },
  };
}
