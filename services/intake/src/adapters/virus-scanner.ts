import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { addAbortSignal, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Verdict, VirusScanner } from '../application/ports.ts';
import { fewAtOnce, TooMany } from './few-at-once.ts';

/** Where clamd listens. */
export type ScannerAddress = { readonly host: string; readonly port: number } | { readonly path: string };

export interface ClamdOptions {
  /** A connection that is not there by then will not come. */
  readonly connectMs?: number;
  /** For all of it, the wait for a place included: a citizen waits for the answer. */
  readonly totalMs?: number;
  readonly atOnce?: number;
  readonly mostWaiting?: number;
}

const chunkBytes = 64 * 1024;
/** An answer is a name and a word. */
const longestAnswer = 1024;

/** `INSTREAM` as clamd documents it: each chunk after its length, big-endian, then a length of nothing; a `z` command and its answer end with NUL. */
function* framed(bytes: Uint8Array): Generator<Buffer> {
  yield Buffer.from('zINSTREAM\0');
  for (let start = 0; start < bytes.length; start += chunkBytes) {
    const chunk = bytes.subarray(start, start + chunkBytes);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(chunk.length);
    yield length;
    yield Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
  }
  yield Buffer.alloc(4);
}

const answerOf = async (socket: Socket): Promise<string> => {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    const end = chunk.indexOf(0);
    chunks.push(end === -1 ? chunk : chunk.subarray(0, end));
    length += chunk.length;
    if (end !== -1) return Buffer.concat(chunks).toString('utf8');
    if (length > longestAnswer) throw new Error('the answer is too long');
  }
  throw new Error('no whole answer');
};

/** Anything but the two answers of a finished scan is no verdict, also where clamd has reached a limit of its own. */
const verdictOf = (answer: string): Verdict => {
  if (answer === 'stream: OK') return { kind: 'clean' };
  const [, signature] = /^stream: (.+) FOUND$/s.exec(answer) ?? [];
  if (signature !== undefined) return { kind: 'found', signature };
  return { kind: 'none', reason: answer === 'INSTREAM size limit exceeded. ERROR' ? 'size limit exceeded' : 'not understood' };
};

const ask = async (address: ScannerAddress, bytes: Uint8Array, connectMs: number, signal: AbortSignal): Promise<string> => {
  const socket = addAbortSignal(signal, connect(address));
  // Each failure also ends what is awaited below.
  socket.on('error', () => undefined);
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(connectMs) });
    // Not awaited: where clamd has heard enough it answers before everything is sent.
    pipeline(Readable.from(framed(bytes)), socket, { end: false }).catch(() => undefined);
    return await answerOf(socket);
  } finally {
    socket.destroy();
  }
};

const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return 'unknown';
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : error.name === 'Error' ? error.message : error.name;
};

/** clamd, over TCP or a socket in the file system. Nothing is kept open between two files. */
export const clamdScanner = (
  address: ScannerAddress,
  { connectMs = 1_000, totalMs = 5_000, atOnce = 4, mostWaiting = 32 }: ClamdOptions = {},
): VirusScanner & { readonly close: () => void } => {
  const places = fewAtOnce(atOnce, mostWaiting);
  const closed = new AbortController();
  const inTurn = async (bytes: Uint8Array): Promise<Verdict> => {
    const signal = AbortSignal.any([closed.signal, AbortSignal.timeout(totalMs)]);
    await places.enter(signal);
    try {
      return verdictOf(await ask(address, bytes, connectMs, signal));
    } catch (error) {
      throw signal.aborted ? signal.reason : error;
    } finally {
      places.leave();
    }
  };
  return {
    scan: (bytes) =>
      inTurn(bytes).catch((error: unknown) => ({
        kind: 'none',
        reason: reasonOf(error),
        ...(!(error instanceof TooMany) && { isAway: true }),
      })),
    close: () => closed.abort(),
  };
};
