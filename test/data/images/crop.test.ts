import { expect, it } from 'vitest';
import { cropOf } from '../../../src/data/images/crop.js';

it.each([
  ['a wide image, its middle', 500, 375, { size: 84, shorterSide: 84 }, { left: 62, top: 0, width: 375, height: 375 }],
  ['a tall one', 375, 500, { size: 84, shorterSide: 84 }, { left: 0, top: 62, width: 375, height: 375 }],
  ['a square one, all of it', 9, 9, { size: 224, shorterSide: 224 }, { left: 0, top: 0, width: 9, height: 9 }],
  ['as ImageNet is tested', 500, 256, { size: 224, shorterSide: 256 }, { left: 138, top: 16, width: 224, height: 224 }],
  ['one pixel', 1, 1, { size: 84, shorterSide: 4096 }, { left: 0, top: 0, width: 1, height: 1 }],
])('of %s', (_, width, height, fit, crop) => {
  expect(cropOf(width, height, { fit: 'crop', ...fit })).toEqual(crop);
  expect(cropOf(width, height, { fit: 'squash', ...fit })).toEqual({ left: 0, top: 0, width, height });
});

it('lies within the image, whatever its size', () => {
  for (let width = 1; width < 40; width++) {
    for (let height = 1; height < 40; height++) {
      for (const shorterSide of [7, 8, 11, 500]) {
        const { left, top, ...side } = cropOf(width, height, { size: 7, fit: 'crop', shorterSide });
        expect(Math.min(left, top, width - left - side.width, height - top - side.height)).toBeGreaterThanOrEqual(0);
        expect(side.width).toBeGreaterThan(0);
      }
    }
  }
});
