import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { PublishedFile } from '../../../src/data/download/dataSets.js';

/** What a server does with a request, and how many requests came before it. */
export type Answer = (request: IncomingMessage, response: ServerResponse, before: number) => void;

/** A server of this machine. */
export interface Server extends AsyncDisposable {
  /** Its address, with a slash at the end. */
  address: string;
  /** The requests that it got, each as its path and, if it asks for a part, which. */
  requests: string[];
}

export async function serve(answer: Answer): Promise<Server> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const { range } = request.headers;
    requests.push(range ? `${request.url} ${range}` : `${request.url}`);
    answer(request, response, requests.length - 1);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    requests,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Bytes that look like a gzip file and are different for every seed. */
export function bytesOf(length: number, seed = 1): Buffer {
  const bytes = Buffer.from(Uint8Array.from({ length }, (_, i) => Math.imul(i + 977 * seed, 2654435761) >>> 13));
  gzipSync('').copy(bytes, 0, 0, 10); // as such a file begins
  return bytes;
}

/** What is published of a file. */
export const published = (bytes: Uint8Array, name = 'file.gz'): PublishedFile => ({
  name,
  size: bytes.length,
  sha256: createHash('sha256').update(bytes).digest('hex'),
});

/** Answers as a good server does: the whole file, or the rest that is asked for if the file is still the same. */
export function good(bytes: Uint8Array, etag = '"1"'): Answer {
  return (request, response) => {
    const [, from] = /^bytes=(\d+)-$/.exec(request.headers.range ?? '') ?? [];
    const same = request.headers['if-range'] === etag;
    if (from === undefined || !same) {
      response.writeHead(200, { etag, 'content-length': bytes.length }).end(bytes);
      return;
    }
    if (Number(from) >= bytes.length) {
      response.writeHead(416, { 'content-range': `bytes */${bytes.length}` }).end();
      return;
    }
    const rest = bytes.subarray(Number(from));
    const range = `bytes ${from}-${bytes.length - 1}/${bytes.length}`;
    response.writeHead(206, { etag, 'content-range': range, 'content-length': rest.length }).end(rest);
  };
}

/** Answers in turn. The last answer is given for ever. */
export const inTurn =
  (...answers: Answer[]): Answer =>
  (request, response, before) =>
    answers[Math.min(before, answers.length - 1)](request, response, before);

/** Sends the first bytes of a file under some headers, and then breaks the connection, goes silent, or ends. */
export function begin(
  bytes: Uint8Array,
  after: number,
  then: 'break' | 'silence' | 'end',
  headers: Record<string, string> = { etag: '"1"' },
): Answer {
  return (_, response) => {
    const length = then === 'end' ? {} : { 'content-length': bytes.length };
    response.writeHead(200, { ...length, ...headers });
    response.write(bytes.subarray(0, after));
    if (then === 'end') response.end();
    if (then === 'break') setTimeout(() => response.destroy(), 100); // a break takes bytes along that are on the way
  };
}

/** Answers with a text, as a server does that has no such file. */
export const text =
  (status: number, body: string, headers: Record<string, string> = {}): Answer =>
  (_, response) =>
    response.writeHead(status, { 'content-type': 'text/html', ...headers }).end(body);
