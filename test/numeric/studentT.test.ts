import { describe, it } from 'vitest';
import { studentTQuantile } from '../../src/numeric/studentT.js';
import { expectClose } from '../support/close.js';

describe('Student t quantiles', () => {
  it('equal the printed tables', () => {
    // Abramowitz and Stegun, table 26.10, and the normal limit.
    for (const [p, df, t] of [
      [0.975, 1, 12.706204736432095],
      [0.975, 2, 4.302652729696142],
      [0.975, 10, 2.2281388519649385],
      [0.995, 30, 2.7499956535672],
      [0.975, 1e7, 1.959964221],
      [0.75, 1, 1],
    ]) {
      expectClose(studentTQuantile(p, df), t, 1e-8);
    }
  });
});
