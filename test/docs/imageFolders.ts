import { mkdirSync, writeFileSync } from 'node:fs';
import sharp from 'sharp';

/**
 * Writes photographs in folders, and photographs that lists name, into the folder `data`. They are of one colour each.
 */
export async function writeImageFolders(): Promise<void> {
  const dot = (colour: string) => sharp({ create: { width: 12, height: 9, channels: 3, background: colour } }).jpeg();
  for (const flower of ['daisy', 'rose']) {
    mkdirSync(`data/flowers/${flower}`, { recursive: true });
    for (const i of [1, 2, 3]) await dot(flower === 'rose' ? 'red' : 'white').toFile(`data/flowers/${flower}/${i}.jpg`);
  }
  mkdirSync('data/mini-imagenet/images', { recursive: true });
  const wordNet = {
    train: ['n01532829', 'n01558993'],
    val: ['n01855672', 'n02091244'],
    test: ['n01930112', 'n01981276'],
  };
  for (const [split, ids] of Object.entries(wordNet)) {
    writeFileSync(
      `data/mini-imagenet/${split}.csv`,
      `filename,label\n${ids.map((id) => `${id}01.jpg,${id}\n`).join('')}`,
    );
    for (const id of ids) await dot('gray').toFile(`data/mini-imagenet/images/${id}01.jpg`);
  }
}
