import { SingleBar } from 'cli-progress';
import type { DownloadProgress } from 'geocollapse/data';

/** What a download tells while it goes on: a bar for each file on a terminal, a line for each elsewhere. */
export interface DownloadBar {
  show(progress: DownloadProgress): void;
  end(): void;
}

const FORMAT = ' {bar} {file} {done} of {all} MB | {eta_formatted} left';
const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);

export function downloadBar(stream: NodeJS.WriteStream = process.stdout): DownloadBar {
  let current: string | undefined;
  let bar: SingleBar | undefined;
  return {
    show: ({ file, received, total }) => {
      const told = { file, done: megabytes(received), all: megabytes(total) };
      if (file === current) bar?.update(received, told);
      else if (stream.isTTY) {
        bar?.stop();
        bar = new SingleBar({ format: FORMAT, barsize: 30, hideCursor: true, stream, clearOnComplete: true });
        bar.start(total, received, told);
      } else stream.write(`fetching ${file}, ${told.all} MB\n`);
      current = file;
    },
    end: () => bar?.stop(),
  };
}
