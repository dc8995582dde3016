import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { downloadBar } from '../../../examples/support/downloadBar.js';

/** A stream, as of a terminal or not, and what was written to it. */
function streamOf(isTTY: boolean) {
  const stream = Object.assign(new PassThrough(), { isTTY, columns: 120, cursorTo: () => true, clearLine: () => true });
  return { stream: stream as unknown as NodeJS.WriteStream, text: () => String(stream.read() ?? '') };
}

it('elsewhere than on a terminal, a download tells each file once', () => {
  const { stream, text } = streamOf(false);
  const bar = downloadBar(stream);
  for (const received of [0, 500_000, 1_500_000]) bar.show({ file: 'train.gz', received, total: 1_500_000 });
  bar.show({ file: 'test.gz', received: 0, total: 40_000 });
  bar.end();
  expect(text()).toBe('fetching train.gz, 1.5 MB\nfetching test.gz, 0.0 MB\n');
});

it('on a terminal it draws a bar for each file, and ends it', () => {
  const { stream, text } = streamOf(true);
  const bar = downloadBar(stream);
  bar.show({ file: 'train.gz', received: 0, total: 1_500_000 });
  bar.show({ file: 'test.gz', received: 20_000, total: 2_000_000 });
  bar.end();
  const drawn = text();
  expect(drawn).toContain('train.gz 0.0 of 1.5 MB');
  expect(drawn).toContain('test.gz 0.0 of 2.0 MB');
  expect(drawn.lastIndexOf('\u001b[?25h')).toBeGreaterThan(drawn.lastIndexOf('\u001b[?25l')); // the cursor is back
});

it('nothing is written where nothing is fetched', () => {
  const { stream, text } = streamOf(true);
  downloadBar(stream).end();
  expect(text()).toBe('');
});
