import { type GraphModel, loadGraphModel } from '@tensorflow/tfjs-converter';

type Attribute = Record<string, unknown>;
type Node = [name: string, op: string, input?: string[], attr?: Record<string, Attribute>];

const sizes = (shape: number[]) => ({ dim: shape.map((size) => ({ size: String(size) })) });
export const listOf = (...i: number[]): Attribute => ({ list: { i: i.map(String) } });
export const textOf = (text: string): Attribute => ({ s: btoa(text) });
export const CONV = {
  strides: listOf(1, 1, 1, 1),
  padding: textOf('VALID'),
  data_format: textOf('NHWC'),
  dilations: listOf(1, 1, 1, 1),
};

/** A GraphModel of these nodes and constants, as the converter writes it; every placeholder is an input. */
export async function graphModel(
  nodes: Node[],
  constants: Record<string, { shape: number[]; values: number[]; dtype?: 'int32' }>,
  outputs: Record<string, string>,
): Promise<GraphModel> {
  const type = (dtype?: string) => ({ type: dtype === 'int32' ? 'DT_INT32' : 'DT_FLOAT' });
  const node = [
    ...Object.entries(constants).map(([name, { shape, dtype }]) => ({
      name,
      op: 'Const',
      attr: { dtype: type(dtype), value: { tensor: { dtype: type(dtype).type, tensorShape: sizes(shape) } } },
    })),
    ...nodes.map(([name, op, input, attr]) => ({ name, op, input, attr })),
  ];
  const inputs = Object.fromEntries(
    nodes.flatMap(([name, op]) => (op === 'Placeholder' ? [[name, { name: `${name}:0` }]] : [])),
  );
  const signature = {
    inputs,
    outputs: Object.fromEntries(Object.entries(outputs).map(([key, name]) => [key, { name: `${name}:0` }])),
  };
  const all = Object.values(constants).map(({ values, dtype }) =>
    dtype ? new Uint8Array(Int32Array.from(values).buffer) : new Uint8Array(Float32Array.from(values).buffer),
  );
  const weightData = new Uint8Array(all.flatMap((bytes) => [...bytes])).buffer;
  const weightSpecs = Object.entries(constants).map(([name, { shape, dtype }]) => ({
    name,
    shape,
    dtype: dtype ?? ('float32' as const),
  }));
  const modelTopology = { node, library: {}, versions: {} };
  return loadGraphModel({ load: async () => ({ modelTopology, weightSpecs, weightData, signature }) as never });
}

/** A placeholder of that shape, -1 for what is free. */
export const placeholder = (name: string, shape: number[], type = 'DT_FLOAT'): Node => [
  name,
  'Placeholder',
  [],
  { dtype: { type }, shape: { shape: sizes(shape) } },
];
