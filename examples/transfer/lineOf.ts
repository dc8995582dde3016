import type { Row } from './run.js';

/** A report as a line for a person. */
export function lineOf({ step, loss, report: { source, sourceTest, target } }: Row, steps: number): string {
  const { mean, standardError } = source.complexity;
  const percent = (share: number | undefined) => (share === undefined ? '-' : (100 * share).toFixed(1).padStart(4));
  const digits = (value: number | undefined) => value?.toPrecision(3) ?? '-';
  const head = target.fewShot[0].options.head.kind;
  const shots = target.fewShot.filter(({ options }) => options.head.kind === head);
  const few = shots.map(({ options, accuracy, interval: [low, high] }) => {
    return `${options.shots}-shot ${percent(accuracy)}% (${percent(low)} to ${percent(high)})`;
  });
  return [
    `step ${String(step).padStart(String(steps).length)}/${steps}`,
    `loss ${loss?.toFixed(3) ?? '-'}`,
    `accuracy ${percent(source.collapse.classifierAccuracy)}%`,
    `test ${percent(sourceTest?.collapse.classifierAccuracy)}%`,
    `GC ${digits(mean)} ± ${standardError.toPrecision(2)}`,
    `CDNV ${digits(source.collapse.cdnv)}, target ${digits(target.collapse.cdnv)}`,
    ...few,
  ].join('  ');
}
