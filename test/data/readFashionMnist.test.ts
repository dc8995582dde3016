import { readFashionMnist, readMnist } from 'geocollapse/data';
import { expect, it } from 'vitest';
import { idx } from '../support/idx.js';

it('Fashion-MNIST is read as MNIST is, with its own names and constants', async () => {
  const part = (name: string) => ({
    [`${name}-images-idx3-ubyte`]: idx(0x803, 10, 28, 28),
    [`${name}-labels-idx1-ubyte`]: idx(0x801, 10),
  });
  const files = { ...part('train'), ...part('t10k') };
  const fashion = await readFashionMnist(files);
  const digits = await readMnist(files);
  expect([...fashion.train.images]).toEqual([...digits.train.images]);
  expect(fashion.test.normalisation).toEqual({ mean: [0.286], std: [0.353] });
  expect(digits.test.normalisation).toEqual({ mean: [0.1307], std: [0.3081] });
  expect([fashion.train.classNames![0], fashion.train.classNames![9]]).toEqual(['T-shirt/top', 'Ankle boot']);
  expect(digits.train.classNames).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
});
