/** For each pixel of a line of the result, where its window on the line of the image begins, and its weights. */
interface Windows {
  first: Int32Array;
  /** [to, taps], each row with the sum 1. */
  weights: Float32Array;
  taps: number;
}

/** Lanczos' kernel of three lobes, sinc(x) sinc(x / 3), for what becomes smaller. */
function lanczos(x: number): number {
  if (x === 0) return 1;
  return (3 * Math.sin(Math.PI * x) * Math.sin((Math.PI * x) / 3)) / (Math.PI * x) ** 2;
}

/** The cubic of Catmull and Rom, for what becomes larger, as libvips has it there. */
function cubic(x: number): number {
  const t = Math.abs(x);
  return t < 1 ? (1.5 * t - 2.5) * t * t + 1 : ((-0.5 * t + 2.5) * t - 4) * t + 2;
}

function windowsOf(from: number, to: number): Windows {
  const scale = from / to;
  const [kernel, reach] = scale >= 1 ? [lanczos, 3 * scale] : [cubic, 2];
  const stretch = Math.max(1, scale); // a smaller image is an average over the pixels that become one
  const taps = Math.min(from, 2 * Math.ceil(reach) + 1);
  const first = new Int32Array(to);
  const weights = new Float32Array(to * taps);
  for (let i = 0; i < to; i++) {
    // libvips, which sharp is made of, lays what becomes larger half a pixel of the result further on.
    const centre = (scale >= 1 ? i + 0.5 : i) * scale - 0.5;
    const start = Math.ceil(centre - reach);
    first[i] = Math.max(0, Math.min(from - taps, start));
    const row = weights.subarray(i * taps, (i + 1) * taps);
    let sum = 0;
    for (let x = start; x <= centre + reach; x++) {
      const weight = kernel((x - centre) / stretch);
      row[Math.max(0, Math.min(from - 1, x)) - first[i]] += weight; // beyond the edge its pixels go on
      sum += weight;
    }
    for (let k = 0; k < taps; k++) row[k] /= sum;
  }
  return { first, weights, taps };
}

/**
 * Scales an image to `size` x `size` pixels in a page, as sharp does in Node, and to within 3 of 255. A canvas could
 * scale too, but every browser does so in its own way.
 *
 * @returns Takes the rows of an image from the first to the last, some at a time; then gives the result.
 */
export function resampling(width: number, height: number, size: number) {
  const down = windowsOf(height, size);
  const across = windowsOf(width, size);
  const sums = new Float32Array(size * width * 3); // [size, width, 3]
  const row = width * 3;
  return {
    /** Adds RGBA pixels [rows, width, 4], from the row `top` on. */
    add(pixels: ArrayLike<number>, top: number): void {
      const rows = pixels.length / (4 * width);
      for (let i = 0; i < size; i++) {
        const from = Math.max(top, down.first[i]);
        const to = Math.min(top + rows, down.first[i] + down.taps);
        for (let y = from; y < to; y++) {
          const weight = down.weights[i * down.taps + y - down.first[i]];
          let at = (y - top) * width * 4;
          for (let sum = i * row; sum < (i + 1) * row; sum += 3, at += 4) {
            sums[sum] += weight * pixels[at];
            sums[sum + 1] += weight * pixels[at + 1];
            sums[sum + 2] += weight * pixels[at + 2];
          }
        }
      }
    },
    /** The image [size, size, 3]. */
    result(): Uint8ClampedArray {
      // Rounded, and what overshoots cut off, where libvips goes along one side after the other.
      const short = height >= size ? new Uint8ClampedArray(sums) : sums;
      const image = new Uint8ClampedArray(size * size * 3);
      for (let y = 0; y < size; y++) {
        for (let x = 0; x < size; x++) {
          let [red, green, blue] = [0, 0, 0];
          let at = y * row + across.first[x] * 3;
          for (let k = x * across.taps; k < (x + 1) * across.taps; k++, at += 3) {
            const weight = across.weights[k];
            red += weight * short[at];
            green += weight * short[at + 1];
            blue += weight * short[at + 2];
          }
          image.set([red, green, blue], (y * size + x) * 3);
        }
      }
      return image;
    },
  };
}
