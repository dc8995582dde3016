/**
 * Bytes that follow each other, in one buffer. TensorFlow.js takes a list of buffers as well, but the
 * CompositeArrayBuffer that it makes of it (4.22.0) reads zeros where the last buffer is the longest, or the first one
 * is empty. Of one buffer it reads what is there.
 */
export function oneBuffer(pieces: Uint8Array[]): ArrayBuffer {
  const [first] = pieces;
  if (pieces.length === 1 && first.byteLength === first.buffer.byteLength) return first.buffer as ArrayBuffer;
  const all = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all.buffer;
}
