import { expect, it } from 'vitest';
import { loadSharp } from '../../../src/data/images/sharpDecoder.js';
import { refusal } from '../../support/refusal.js';

it('says how sharp is installed where it is not', async () => {
  const error = await refusal(() => loadSharp('no-such-package'));
  expect(error.message).toMatch(/^source must be read where the package sharp is.*no-such-package/);
  expect(error.remedy).toContain('npm install sharp@0.35');
});
