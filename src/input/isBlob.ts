/** Whether a value is a Blob or a File, of any realm. */
export const isBlob = (value: unknown): value is Blob =>
  /^\[object (Blob|File)\]$/.test(Object.prototype.toString.call(value));
