/**
 * Whether `shape`, without its leading ones, is how `whole` ends. Then values that a kernel repeats one after the other
 * are broadcast as they should be.
 */
export function isTail(shape: number[], whole: number[]): boolean {
  const first = shape.findIndex((size) => size !== 1);
  const tail = first < 0 ? [] : shape.slice(first);
  return tail.every((size, i) => size === whole[whole.length - tail.length + i]);
}
