/** Writes the network and a batch as raw files that the Python peers read. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { trainedNet } from './net.js';

export async function exportNet({ model, x }: Awaited<ReturnType<typeof trainedNet>>, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const weights: { name: string; shape: number[] }[] = [];
  const values: Float32Array[] = [];
  for (const layer of model.layers) {
    for (const weight of layer.weights) {
      weights.push({ name: weight.originalName, shape: weight.shape as number[] });
      values.push((await weight.read().data()) as Float32Array);
    }
  }
  const blocks: string[][] = [];
  for (const { name } of model.layers) {
    const block = /^block(\d+)_conv\d+$/.exec(name)?.[1];
    if (!block) continue;
    blocks[Number(block) - 1] ??= [];
    blocks[Number(block) - 1].push(name);
  }
  writeFileSync(join(folder, 'weights.json'), JSON.stringify({ weights, blocks }));
  writeFileSync(join(folder, 'weights.f32'), Buffer.concat(values.map((each) => new Uint8Array(each.slice().buffer))));
  writeFileSync(join(folder, 'images.json'), JSON.stringify({ shape: x.shape }));
  writeFileSync(join(folder, 'images.f32'), new Uint8Array((await x.data()).slice().buffer));
}
