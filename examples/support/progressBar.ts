import { SingleBar } from 'cli-progress';

/** What a run tells while it goes on: a bar on a terminal, plain lines elsewhere. */
export interface ProgressBar {
  /** Moves the bar. */
  step(step: number, loss: number): void;
  /** Writes a line, above the bar where there is one. */
  say(line: string): void;
  end(): void;
}

export function progressBar(steps: number, stream: NodeJS.WriteStream = process.stdout): ProgressBar {
  if (!stream.isTTY) return { step: () => {}, say: (line) => stream.write(`${line}\n`), end: () => {} };
  const format = ' {bar} step {value} of {total} | loss {loss} | {eta_formatted} left';
  const bar = new SingleBar({ format, barsize: 30, hideCursor: true, stream, clearOnComplete: true });
  bar.start(steps, 0, { loss: '-' });
  return {
    step: (step, loss) => bar.update(step, { loss: loss.toFixed(3) }),
    // The bar's line becomes this one; the next update draws the bar below it.
    say: (line) => stream.write(`\r\u001b[K${line}\n`),
    end: () => bar.stop(),
  };
}
