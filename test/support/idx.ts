/** An IDX file: the magic number, the sizes, then bytes 0, 1, 2, ... modulo 10. */
export function idx(magic: number, ...sizes: number[]): Uint8Array<ArrayBuffer> {
  const header = Buffer.alloc(4 + 4 * sizes.length);
  header.writeUInt32BE(magic);
  for (const [i, size] of sizes.entries()) header.writeUInt32BE(size, 4 + 4 * i);
  const length = sizes.reduce((product, size) => product * size, 1);
  return Uint8Array.from([...header, ...Array.from({ length }, (_, i) => i % 10)]);
}
