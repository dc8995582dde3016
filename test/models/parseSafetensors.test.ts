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

  it('tells names, shapes and types of a file that the reference implementation wrote', () => {
    const file = parseSafetensors(networkFile('torch-vgg13-bn'));
    expect(file['features.0.weight']).toMatchObject({ dtype: 'F16', shape: [2, 3, 3, 3] });
    expect(file['features.1.num_batches_tracked']).toMatchObject({ dtype: 'I64', shape: [] });
    expect(parseSafetensors(networkFile('torch-resnet50'))['layer1.0.conv1.weight'].dtype).toBe('BF16');
    expect(() => file['features.1.num_batches_tracked'].values()).toThrow(
      "'features.1.num_batches_tracked' must be of dtype F64, F32, F16 or BF16, got I64.",
    );
  });

  const good = safetensors({ x: { shape: [2], values: [1, 2] } });
  it.each([
    ['nothing', new Uint8Array(0), 'got 0 bytes.'],
    [
      'a PyTorch file',
      Uint8Array.from([0x50, 0x4b, 3, 4, 0, 0, 0, 0, 0, 0]),
      'got a PyTorch or other zip archive: save it',
    ],
    ['a pickle', Uint8Array.from([0x80, 2, 0, 0, 0, 0, 0, 0, 0, 0]), 'got a Python pickle'],
    ['HDF5', Uint8Array.from([0x89, 0x48, 0x44, 0x46, 0, 0, 0, 0, 0, 0]), 'got an HDF5 file'],
    ['text', new TextEncoder().encode('weights of a network, by heart'), 'it is cut short or of another format'],
    ['a file cut in its header', good.subarray(0, 30), 'got 30 bytes, of which the header alone would take'],
    ['a file cut in its values', good.subarray(0, good.length - 3), "which end before 'x' does"],
    ['a header that is no JSON', withHeader('{"x": ', new Uint8Array(8)), 'got a header that is not JSON'],
    ['a header that is no object', withHeader('[1, 2]', new Uint8Array(8)), 'got a header that is no object'],
    ['an entry without offsets', withHeader({ x: { dtype: 'F32', shape: [1] } }, new Uint8Array(4)), "entry for 'x'"],
    [
      'offsets that do not fit the shape',
      withHeader({ x: { dtype: 'F32', shape: [3], data_offsets: [0, 8] } }, new Uint8Array(8)),
      "got 8 bytes for 'x', F32 of shape [3]: it is damaged",
    ],
    [
      'offsets that go backwards',
      withHeader({ x: { dtype: 'F32', shape: [0], data_offsets: [8, 0] } }, new Uint8Array(8)),
      "got a damaged entry for 'x'",
    ],
  ])('%s is an error that says what came', (_, file, message) => {
    expect(() => parseSafetensors(file)).toThrow(message);
    expect(() => parseSafetensors(file)).toThrow(/^parseSafetensors: file must be a whole safetensors file, got /);
  });
});
