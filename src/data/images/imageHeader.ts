/** What the bytes of an image say of it before it is decoded. */
export interface ImageHeader {
  kind: 'JPEG' | 'PNG';
  /** In pixels, as they are stored. */
  width: number;
  height: number;
  /** Whether there is EXIF data, which may say that the image is to be turned. */
  exif: boolean;
  /** Whether the file goes on to the mark of its end. */
  whole: boolean;
}

/**
 * Reads the size of a JPEG or PNG image, and whether its end is there, since a decoder of a browser has no limit of its
 * own, and may fill with grey what is missing of an image. It looks at marks and lengths alone, never at pixels.
 *
 * @returns Undefined for anything else.
 * @see ITU-T T.81, B.1.1 and B.2.2; PNG specification, 5.2 to 5.6
 */
export function imageHeader(bytes: Uint8Array): ImageHeader | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return jpegHeader(bytes);
  const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
  return signature.every((byte, i) => bytes[i] === byte) ? pngHeader(bytes) : undefined;
}

function jpegHeader(bytes: Uint8Array): ImageHeader | undefined {
  let size: { width: number; height: number } | undefined;
  let exif = false;
  let at = 2;
  while (at + 3 < bytes.length) {
    if (bytes[at] !== 0xff) return undefined;
    const marker = bytes[at + 1];
    if (marker === 0xda) return size && { kind: 'JPEG', ...size, exif, whole: endsAfter(bytes, at) }; // pixels
    if (marker === 0xd9) return undefined; // the end
    if (marker === 0xff)
      at += 1; // one that fills
    else if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8))
      at += 2; // those without a length
    else {
      exif ||= marker === 0xe1;
      // SOF0 .. SOF15, without DHT, JPG and DAC, which lie between them
      if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc) {
        if (at + 8 >= bytes.length || size) return undefined;
        size = {
          height: (bytes[at + 5] << 8) | bytes[at + 6],
          width: (bytes[at + 7] << 8) | bytes[at + 8],
        };
      }
      at += 2 + ((bytes[at + 2] << 8) | bytes[at + 3]);
    }
  }
  return size && { kind: 'JPEG', ...size, exif, whole: false };
}

/**
 * Whether an end of image (FF D9) comes after a place. In pixels FF is always followed by 0 or a restart; segments are
 * jumped over, because a comment or a preview in one may hold any bytes.
 */
function endsAfter(bytes: Uint8Array, start: number): boolean {
  let at = start;
  while (at + 1 < bytes.length) {
    if (bytes[at] !== 0xff) {
      at = bytes.indexOf(0xff, at);
      if (at < 0) return false;
      continue;
    }
    const marker = bytes[at + 1];
    if (marker === 0xd9) return true;
    if (marker === 0xff) at += 1;
    else if (marker === 0 || marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) at += 2;
    else if (at + 3 < bytes.length) at += 2 + Math.max(2, (bytes[at + 2] << 8) | bytes[at + 3]);
    else return false;
  }
  return false;
}

function pngHeader(bytes: Uint8Array): ImageHeader | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const IHDR = 0x49484452;
  const IEND = 0x49454e44;
  const EXIF = 0x65584966;
  if (bytes.length < 33 || view.getUint32(12) !== IHDR) return undefined;
  let whole = false;
  let exif = false;
  for (let at = 8; !whole && at + 12 <= bytes.length; at += 12 + view.getUint32(at)) {
    const type = view.getUint32(at + 4);
    whole = type === IEND;
    exif ||= type === EXIF;
  }
  return { kind: 'PNG', width: view.getUint32(16), height: view.getUint32(20), exif, whole };
}
