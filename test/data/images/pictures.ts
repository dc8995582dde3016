import sharp, { type Sharp } from 'sharp';

/** What a picture shows: waves, edges and a fine pattern, so that scaling it in another way shows. */
export function scene(width: number, height: number): Sharp {
  const pixels = Buffer.alloc(width * height * 3);
  for (let at = 0, y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < 3; c++, at++) {
        const waves = 60 * Math.sin(x / (17 + 9 * c)) + 40 * Math.cos(y / (11 + 3 * c) + x / 50);
        const fine = 20 * Math.sin((x * x) / 900 + (y * y) / 700) + 25 * (((x >> 3) + (y >> 4)) % 2);
        pixels[at] = Math.max(0, Math.min(255, 128 + waves + fine));
      }
    }
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } });
}

const alpha = (width: number, height: number) =>
  sharp(Buffer.from(Array.from({ length: width * height }, (_, i) => (i % width < width / 2 ? 255 : (i * 7) % 256))), {
    raw: { width, height, channels: 1 },
  })
    .raw()
    .toBuffer();

/** One picture of every kind that a set may hold, 125 x 94 pixels or, turned, 94 x 125. */
export async function pictures(): Promise<Record<string, Uint8Array>> {
  const of = () => scene(125, 94);
  const transparent = await of()
    .joinChannel(await alpha(125, 94), { raw: { width: 125, height: 94, channels: 1 } })
    .toColourspace('srgb')
    .png()
    .toBuffer();
  return {
    png: await of().png().toBuffer(),
    'interlaced png': await of().png({ progressive: true }).toBuffer(),
    'palette png': await of().png({ palette: true }).toBuffer(),
    'grey png': await of().toColourspace('b-w').png().toBuffer(),
    '16-bit png': await of().toColourspace('rgb16').png().toBuffer(),
    'grey 16-bit png': await of().toColourspace('grey16').png().toBuffer(),
    'transparent png': transparent,
    jpeg: await of().jpeg({ quality: 90 }).toBuffer(),
    'jpeg, whole chroma': await of().jpeg({ quality: 90, chromaSubsampling: '4:4:4' }).toBuffer(),
    'progressive jpeg': await of().jpeg({ quality: 90, progressive: true }).toBuffer(),
    'grey jpeg': await of().toColourspace('b-w').jpeg({ quality: 90 }).toBuffer(),
    'turned jpeg': await of().withMetadata({ orientation: 6 }).jpeg({ quality: 90 }).toBuffer(),
    'jpeg with a profile': await of().withIccProfile('p3').jpeg({ quality: 90 }).toBuffer(),
    'cmyk jpeg': await of().toColourspace('cmyk').jpeg({ quality: 95 }).toBuffer(),
  };
}
