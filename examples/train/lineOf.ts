import type { Measurement } from 'geocollapse/training';

/** A measurement as a line for a person. */
export function lineOf(
  step: number,
  steps: number,
  { loss, accuracy, gc, gcStandardError, geometricCollapse, cdnv, nc1 }: Measurement,
) {
  const cells = [
    `step ${String(step).padStart(String(steps).length)}/${steps}`,
    `loss ${loss.toFixed(3)}`,
    `accuracy ${(100 * accuracy).toFixed(1).padStart(5)}%`,
    `GC ${gc.toPrecision(3)} ± ${gcStandardError.toPrecision(2)}`,
    `geometric collapse ${geometricCollapse?.toPrecision(3) ?? '-'}`,
    `CDNV ${cdnv?.toPrecision(3) ?? '-'}`,
    `NC1 ${nc1?.toPrecision(3) ?? '-'}`,
  ];
  return cells.join('  ');
}
