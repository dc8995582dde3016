import { tensor, tidy } from '@tensorflow/tfjs-core';
import { offTheTape } from '../../tfjs/tape/offTheTape.js';
import { operationName } from '../../tfjs/tape/operationName.js';
import { watchValues } from '../../tfjs/tape/watchValues.js';
import { linearise, type Maps } from '../products/linearisation.js';
import type { Trial } from './gradientTrial.js';

/** An operation on the way from x to f(x), counted from x. */
export interface Operation {
  readonly kernelName: string;
  readonly at: number;
  readonly of: number;
}

/** The error of an operation: <dy, change> of its outputs minus <dx, change> of its inputs. */
interface Defect extends Operation {
  readonly defect: number;
}

/**
 * Finds the operation whose gradient is wrong, as far as that can be told.
 *
 * The sum of <dx, change> over the inputs of an operation should be that of <dy, change> over its outputs. Changes are
 * differences of what the operation returns at x + u and at x - u, so no kernel is run by itself. The defects of all
 * operations add up to that of f.
 */
export function faultyOperation(maps: Maps, shape: readonly number[], at: Trial['at']): Operation | undefined {
  for (const step of [at.along, at.across]) {
    if (!step) continue;
    const defects: Defect[] = [];
    tidy(() => offTheTape(() => defects.push(...defectsAlong(maps, shape, at, step))));
    const total = defects.reduce((sum, { defect }) => sum + Math.abs(defect), 0);
    const worst = defects.reduce((a, b) => (Math.abs(b.defect) > Math.abs(a.defect) ? b : a), defects[0]);
    if (worst && Math.abs(worst.defect) > total / 2) return worst;
  }
  return undefined;
}

function defectsAlong(
  maps: Maps,
  shape: readonly number[],
  { base, cotangents }: Trial['at'],
  step: Float64Array,
): Defect[] {
  const points = [1, -1, 0].map((sign) =>
    tensor(
      Float32Array.from(base, (value, i) => value + sign * step[i]),
      [...shape],
    ),
  );
  const [plus, minus, middle] = points.map((x) => watchValues(() => linearise(maps, x)));
  if (!plus || !minus || !middle) return [];
  // The same operations in the same order: the i-th tensor of one run is the i-th of another.
  const orders = [plus, minus, middle].map(({ values }) => [...values.keys()]);
  const place = new Map(orders[2].map((id, i) => [id, i]));
  const same = orders.every(({ length }) => length === orders[2].length);
  const defects: Defect[] = [];
  if (same) {
    for (const [k, v] of cotangents.entries()) {
      middle.result.product(k, v, ({ kernelName, at: index, of, outputs, inputs }) => {
        let defect = 0;
        let known = true;
        const add = (id: number, cotangent: ArrayLike<number>, sign: number) => {
          const i = place.get(id);
          const [up, down] = i === undefined ? [] : [plus.values.get(orders[0][i]), minus.values.get(orders[1][i])];
          if (up && down) for (let j = 0; j < up.length; j++) defect += (sign * cotangent[j] * (up[j] - down[j])) / 2;
          else if (id === points[2].id) for (let j = 0; j < step.length; j++) defect += sign * cotangent[j] * step[j];
          else known = false;
        };
        for (const { id, dy } of outputs) if (dy) add(id, dy.dataSync(), 1);
        for (const { id, dx } of inputs) add(id, dx.dataSync(), -1);
        if (known) defects.push({ kernelName: operationName(kernelName), at: index, of, defect });
      });
    }
  }
  for (const { result } of [plus, minus, middle]) result.dispose();
  return defects;
}
