/** The bytes of a file, in whatever buffer or view they are. A Buffer of Node is a Uint8Array. */
export type Bytes = ArrayBufferLike | ArrayBufferView;

/** The bytes of any buffer or view, which are not copied. Undefined for any other value. */
export function asBytes(value: unknown): Uint8Array | undefined {
  try {
    if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
    const kind = Object.prototype.toString.call(value); // also of another realm, where instanceof fails
    const buffer = kind === '[object ArrayBuffer]' || kind === '[object SharedArrayBuffer]';
    return buffer ? new Uint8Array(value as ArrayBufferLike) : undefined;
  } catch {
    return undefined; // it was transferred to a worker, and is gone
  }
}
