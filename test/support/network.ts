import { initializers, input, type LayersModel, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';

/**
 * A small network with all that a residual one is made of, [6, 6, 2] -> 12 features after a ReLU (`embedding`):
 * convolution, batch norm, ReLU, max pooling, a skip connection, global average (`map` before it).
 */
export function network(seed = 1): LayersModel {
  const kernelInitializer = () => initializers.heNormal({ seed: seed++ });
  const convolution = { kernelSize: 3, padding: 'same' } as const;
  const image = input({ shape: [6, 6, 2], name: 'image' });
  const through = (x: SymbolicTensor, ...chain: { apply(x: SymbolicTensor): unknown }[]) =>
    chain.reduce((value, layer) => layer.apply(value) as SymbolicTensor, x);
  const first = through(
    image,
    layers.conv2d({ ...convolution, filters: 6, kernelInitializer: kernelInitializer() }),
    layers.batchNormalization({ epsilon: 1e-3 }),
    layers.activation({ activation: 'relu', name: 'stem' }),
  );
  const residual = through(
    first,
    layers.conv2d({ ...convolution, filters: 6, kernelInitializer: kernelInitializer() }),
  );
  const sum = layers.add({ name: 'sum' }).apply([first, residual]) as SymbolicTensor;
  const features = through(
    sum,
    layers.conv2d({ ...convolution, filters: 12, kernelInitializer: kernelInitializer() }),
    layers.activation({ activation: 'relu' }),
    layers.maxPooling2d({ poolSize: 2, name: 'map' }),
    layers.globalAveragePooling2d({ name: 'embedding' }),
  );
  return model({ inputs: image, outputs: features });
}
