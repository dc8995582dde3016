/** A safetensors file of float32 tensors, for tests. */
export function safetensors(tensors: Record<string, { shape: number[]; values: ArrayLike<number> }>): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: { format: 'test' } };
  let end = 0;
  for (const [name, { shape, values }] of Object.entries(tensors)) {
    header[name] = { dtype: 'F32', shape, data_offsets: [end, end + 4 * values.length] };
    end += 4 * values.length;
  }
  const data = new Float32Array(end / 4);
  for (const [name, { values }] of Object.entries(tensors)) {
    data.set(values, (header[name] as { data_offsets: number[] }).data_offsets[0] / 4);
  }
  return withHeader(header, new Uint8Array(data.buffer));
}

/** A file with that header, which may be wrong, and those bytes after it. */
export function withHeader(header: unknown, data: Uint8Array): Uint8Array {
  const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const file = new Uint8Array(8 + json.length + data.length);
  new DataView(file.buffer).setBigUint64(0, BigInt(json.length), true);
  file.set(json, 8);
  file.set(data, 8 + json.length);
  return file;
}
