import { parseSafetensors } from 'geocollapse/models';
import { describe, expect, it } from 'vitest';
import { networkFile } from '../support/networks.js';
import { safetensors, withHeader } from '../support/safetensors.js';

/** One tensor of two values, given as bytes. */
const of = (dtype: string, bytes: number[]) =>
  parseSafetensors(withHeader({ x: { dtype, shape: [2], data_offsets: [0, bytes.length] } }, Uint8Array.from(bytes))).x;

describe('parseSafetensors', () => {
  it('reads every float type, whatever the alignment', () => {
    expect([...of('F32', [0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0]).values()]).toEqual([1, -2]);
    expect([...of('F64', [0, 0, 0, 0, 0, 0, 0xf8, 0x3f, 0, 0, 0, 0, 0, 0, 0, 0xc0]).values()]).toEqual([1.5, -2]);
    expect([...of('BF16', [0x80, 0x3f, 0x00, 0xc0]).values()]).toEqual([1, -2]);
    expect([...of('F16', [0x00, 0x3e, 0xff, 0xfb]).values()]).toEqual([1.5, -65504]);
    expect([...of('F16', [0x01, 0x00, 0x00, 0x80]).values()]).toEqual([2 ** -24, -0]);
    expect([...of('F16', [0x00, 0x7c, 0x01, 0x7e]).values()]).toEqual([Number.POSITIVE_INFINITY, Number.NaN]);
    const shifted = new Uint8Array([0, ...safetensors({ y: { shape: [1, 3], values: [1, 2, 3] } })]).subarray(1);
    expect([...parseSafetensors(shifted).y.values()]).toEqual([1, 2, 3]);
  });

  it('takes the bytes in any buffer and any view of one', () => {
    const file = safetensors({ y: { shape: [3], values: [1, 2, 3] } });
    const around = new ArrayBuffer(file.length + 7);
    new Uint8Array(around, 3).set(file);
    const shared = new SharedArrayBuffer(file.length);
    new Uint8Array(shared).set(file);
    const views = [
      Buffer.from(file),
      new DataView(around, 3, file.length),
      new Uint8ClampedArray(around, 3, file.length),
      new Uint8Array(file).buffer,
      shared,
      new Uint8Array(shared),
    ];
    for (const view of views) expect([...parseSafetensors(view).y.values()]).toEqual([1, 2, 3]);
  });

  it('reads tensors without values, single values, and names of any kind', () => {
    const entry = (shape: number[], start: number, end: number) => ({
      dtype: 'F32',
      shape,
      data_offsets: [start, end],
    });
    const header = `{"__metadata__":{"format":"pt"},"__proto__":${JSON.stringify(entry([1], 0, 4))},"":${JSON.stringify(
      entry([], 4, 8),
    )},"none":${JSON.stringify(entry([0, 7], 4, 4))}}  `;
    const file = parseSafetensors(withHeader(header, new Uint8Array(new Float32Array([5, 6]).buffer)));
    expect(Object.keys(file)).toEqual(['__proto__', '', 'none']);
    expect([...Object.entries(file)[0][1].values(), ...file[''].values()]).toEqual([5, 6]);
    expect(file.none.values()).toHaveLength(0);
    expect(parseSafetensors(withHeader({}, new Uint8Array(0)))).toEqual({});
  });

  it('reads a header of 640 bytes, whose length begins as a Python pickle does, and of 35,615, as a gzip file', () => {
    for (const length of [640, 0x8b1f]) {
      const header = JSON.stringify({ x: { dtype: 'F32', shape: [1], data_offsets: [0, 4] } }).padEnd(length);
      const file = withHeader(header, new Uint8Array(new Float32Array([7]).buffer));
      expect([...parseSafetensors(file).x.values()]).toEqual([7]);
    }
  });

  it('tells names, shapes and types of a file that the reference implementation wrote', () => {
    const file = parseSafetensors(networkFile('torch-vgg13-bn'));
    expect(file['features.0.weight']).toMatchObject({ dtype: 'F16', shape: [2, 3, 3, 3] });
    expect(file['features.1.num_batches_tracked']).toMatchObject({ dtype: 'I64', shape: [] });
    expect(parseSafetensors(networkFile('torch-resnet50'))['layer1.0.conv1.weight'].dtype).toBe('BF16');
    expect(() => file['features.1.num_batches_tracked'].values()).toThrow(
      "'features.1.num_batches_tracked' must be of dtype F64, F32, F16 or BF16, got I64 (whole numbers). Save it as F32",
    );
  });

  it.each(['F8_E4M3', 'I16', 'U16', 'BOOL', 'U64', 'C64'])(
    'lists a tensor of dtype %s, and refuses its values',
    (dtype) => {
      const bytes = { F8_E4M3: 2, I16: 4, U16: 4, BOOL: 2, U64: 16, C64: 16 }[dtype]!;
      const tensor = of(dtype, new Array(bytes).fill(0));
      expect(tensor.dtype).toBe(dtype);
      expect(() => tensor.values()).toThrow(
        `parseSafetensors: 'x' must be of dtype F64, F32, F16 or BF16, got ${dtype}`,
      );
    },
  );

  const good = safetensors({ x: { shape: [2], values: [1, 2] } });
  const text = (words: string) => new TextEncoder().encode(words);
  const at = (start: number, end: number) => ({ dtype: 'F32', shape: [(end - start) / 4], data_offsets: [start, end] });
  it.each<[string, Uint8Array, string]>([
    ['nothing', new Uint8Array(0), 'got an empty file.'],
    [
      'a PyTorch file',
      Uint8Array.from([0x50, 0x4b, 3, 4, 0, 0, 0, 0, 0, 0]),
      'got a zip archive. Save it with safetensors.',
    ],
    ['a pickle', Uint8Array.from([0x80, 2, 0x7d, 0x71, 0, 0x58, 5, 0, 0, 0]), 'got a Python pickle. Save it with'],
    ['HDF5', Uint8Array.from([0x89, 0x48, 0x44, 0x46, 13, 10, 0x1a, 10, 0, 0]), 'got an HDF5 file. Save it with'],
    ['text', text('weights of a network, by heart'), 'got a text that begins with "weights of a network'],
    [
      'a Git LFS pointer',
      text('version https://git-lfs.github.com/spec/v1\noid sha256:4d\nsize 46\n'),
      'a Git LFS pointer',
    ],
    ['a web page', text('<!DOCTYPE html><html><head><title>Sign in</title></head></html>'), 'got a web page.'],
    [
      'an index of shards',
      text('{"metadata":{},"weight_map":{"a":"1.safetensors"}}'),
      'got the index of a model in shards',
    ],
    ['a file cut in its header', good.subarray(0, 30), 'got 30 bytes, of which the header alone would take'],
    [
      'a file cut in its values',
      good.subarray(0, good.length - 3),
      "which end before 'x' does (at 8): it is cut short",
    ],
    ['a header that is no JSON', withHeader('{"x": ', new Uint8Array(8)), 'got a header that is not JSON'],
    ['a header that is no object', withHeader('[1, 2]', new Uint8Array(8)), 'that does not begin with {'],
    ['a header with something before it', withHeader(' {}', new Uint8Array(0)), 'that does not begin with {'],
    ['a header of more than it says', withHeader('{}{}', new Uint8Array(0)), 'got a header that is not JSON'],
    ['an entry without offsets', withHeader({ x: { dtype: 'F32', shape: [1] } }, new Uint8Array(4)), "entry for 'x'"],
    ['an entry that is null', withHeader({ x: null }, new Uint8Array(4)), "got an entry for 'x' without a dtype"],
    [
      'offsets that do not fit the shape',
      withHeader({ x: { dtype: 'F32', shape: [3], data_offsets: [0, 8] } }, new Uint8Array(8)),
      "got 8 bytes for 'x', F32 of shape [3]. It is damaged",
    ],
    ...[[-1], [0.5], [2 ** 53], [null], ['2'], {}].map((shape): [string, Uint8Array, string] => [
      `the shape ${JSON.stringify(shape)}`,
      withHeader({ x: { dtype: 'F32', shape, data_offsets: [0, 8] } }, new Uint8Array(8)),
      "got an entry for 'x' without a dtype, a shape of whole numbers",
    ]),
    [
      'a shape of 2^100 values',
      withHeader({ x: { dtype: 'F32', shape: [2 ** 50, 2 ** 50], data_offsets: [0, 8] } }, new Uint8Array(8)),
      "got 8 bytes for 'x', F32 of shape [1125899906842624,1125899906842624]",
    ],
    [
      'offsets that go backwards',
      withHeader({ x: { dtype: 'F32', shape: [0], data_offsets: [8, 0] } }, new Uint8Array(8)),
      "got -8 bytes for 'x'",
    ],
    [
      'a type that there is not',
      withHeader({ x: { dtype: 'toString', shape: [2], data_offsets: [0, 8] } }, new Uint8Array(8)),
      "got 'x' of the unknown dtype 'toString'. The format knows F64",
    ],
    [
      'a name twice',
      withHeader(`{"a":${JSON.stringify(at(0, 4))},"\\u0061":${JSON.stringify(at(4, 8))}}`, new Uint8Array(8)),
      "got a header that has 'a' twice",
    ],
    [
      'an overlap',
      withHeader({ a: at(0, 12), b: at(8, 16) }, new Uint8Array(16)),
      "got 'b' at 8, before the end of 'a' at 12",
    ],
    ['two tensors in one place', withHeader({ a: at(0, 8), b: at(0, 8) }, new Uint8Array(8)), "got 'b' at 0, before"],
    ['a hole', withHeader({ b: at(8, 12), a: at(0, 4) }, new Uint8Array(12)), "got a hole of 4 bytes before 'b'"],
    ['a beginning elsewhere', withHeader({ a: at(4, 8) }, new Uint8Array(8)), "got a hole of 4 bytes before 'a'"],
    ['a tail', withHeader({ a: at(0, 8) }, new Uint8Array(16)), 'got 8 bytes after the last tensor'],
    ['values without a tensor', withHeader({}, new Uint8Array(1)), 'got 1 bytes after the last tensor'],
    [
      'offsets beyond the file',
      withHeader({ a: at(0, 800) }, new Uint8Array(8)),
      "8 bytes of values, which end before 'a'",
    ],
    ['metadata of numbers', withHeader({ __metadata__: { epoch: 3 } }, new Uint8Array(0)), '__metadata__ that is not'],
    [
      'metadata in a list',
      withHeader({ __metadata__: ['pt'] }, new Uint8Array(0)),
      '__metadata__ that is not an object',
    ],
  ])('%s is an error that says what came', (_, file, message) => {
    expect(() => parseSafetensors(file)).toThrow(message);
    expect(() => parseSafetensors(file)).toThrow(/^parseSafetensors: file must be a whole safetensors file, got /);
  });

  it('refuses what are no bytes', () => {
    for (const value of [undefined, null, 'model.safetensors', [1, 2], {}, 7]) {
      expect(() => parseSafetensors(value as never)).toThrow(
        /^parseSafetensors: file must be the bytes of a safetensors file \(a Uint8Array or an ArrayBuffer\), got /,
      );
    }
  });

  it('of files damaged at random reads what a plain reading of the header gives, or refuses', () => {
    const whole = safetensors({
      'a.weight': { shape: [2, 3], values: [1, 2, 3, 4, 5, 6] },
      b: { shape: [], values: [7] },
      'c.bias': { shape: [2], values: [8, 9] },
    });
    let state = 1;
    const below = (n: number) => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return Math.floor((state / 2 ** 32) * n);
    };
    const wrong: string[] = [];
    let [read, refused] = [0, 0];
    for (let i = 0; i < 20_000; i++) {
      let file = [...whole];
      const place = below(i % 2 ? 250 : file.length);
      if (i % 5 === 0) file = file.slice(0, place);
      else if (i % 5 === 1) file.splice(place, 0, below(256));
      else if (i % 5 === 2) file.splice(place, 1 + below(4));
      else if (i % 5 === 3) file[place] ^= 1 << below(8);
      else file[place] = '0123456789,[]{}":F4'.charCodeAt(below(19));
      const damaged = Uint8Array.from(file);
      try {
        const tensors = parseSafetensors(damaged);
        const length = Number(new DataView(damaged.buffer).getBigUint64(0, true));
        const header = JSON.parse(new TextDecoder().decode(damaged.subarray(8, 8 + length)));
        let bytes = 0;
        for (const [name, { shape, dtype, values }] of Object.entries(tensors)) {
          const { data_offsets, ...told } = header[name];
          const [start, end] = data_offsets.map((offset: number) => 8 + length + offset);
          bytes += end - start;
          if (String([told.dtype, told.shape]) !== String([dtype, shape])) wrong.push(`${i}: ${name}`);
          if (dtype !== 'F32') continue;
          const plain = new Float32Array(damaged.slice(start, end).buffer);
          if (String(values()) !== String(plain)) wrong.push(`${i}: values of ${name}`);
        }
        if (8 + length + bytes !== damaged.length) wrong.push(`${i}: length`);
        read++;
      } catch (error) {
        if ((error as Error).name !== 'InputError') throw error;
        refused++;
      }
    }
    expect(wrong).toEqual([]);
    expect(refused).toBeGreaterThan(10_000);
    expect(read).toBeGreaterThan(1000); // a value, a letter of a name, a space
  });
});
