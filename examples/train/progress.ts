import { SingleBar } from 'cli-progress';
import type { Measurement } from 'geocollapse/training';

/** What a run tells while it goes on: a bar on a terminal, plain lines elsewhere. */
export interface Progress {
  step(step: number, loss: number): void;
  measured(step: number, measurement: Measurement): void;
  end(): void;
}

export function showProgress(steps: number, stream: NodeJS.WriteStream = process.stdout): Progress {
  const say = (line: string) => stream.write(`${line}\n`);
  if (!stream.isTTY) {
    return { step: () => {}, measured: (step, measurement) => say(line(step, steps, measurement)), end: () => {} };
  }
  const format = ' {bar} step {value} of {total} | loss {loss} | {eta_formatted} left';
  const bar = new SingleBar({ format, barsize: 30, hideCursor: true, stream, clearOnComplete: true });
  bar.start(steps, 0, { loss: '-' });
  return {
    step: (step, loss) => bar.update(step, { loss: loss.toFixed(3) }),
    measured: (step, measurement) => {
      // The bar's line becomes the measurement's; the next update draws the bar below it.
      stream.write(`\r\u001b[K${line(step, steps, measurement)}\n`);
    },
    end: () => bar.stop(),
  };
}

function line(
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
