/** A tar archive as GNU tar writes it, of files by their names; a name that ends with a slash is a folder. */
export function tar(files: Record<string, Uint8Array>): Uint8Array<ArrayBuffer> {
  const blocks: Uint8Array[] = [];
  for (const [name, bytes] of Object.entries(files)) {
    blocks.push(tarHeader(name, bytes.length, name.endsWith('/') ? '5' : '0'), bytes);
    blocks.push(new Uint8Array((512 - (bytes.length % 512)) % 512));
  }
  return Uint8Array.from(Buffer.concat([...blocks, new Uint8Array(1024)]));
}

/** The header of an entry. */
export function tarHeader(name: string, length: number, type = '0'): Uint8Array {
  const header = Buffer.alloc(512);
  header.write(name, 0, 100);
  header.write('0000644\0', 100);
  header.write('0001750\0', 108);
  header.write('0001750\0', 116);
  header.write(`${length.toString(8).padStart(11, '0')}\0`, 124);
  header.write('14000000000\0', 136);
  header.write('        ', 148);
  header.write(type, 156);
  header.write('ustar  \0', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return header;
}
