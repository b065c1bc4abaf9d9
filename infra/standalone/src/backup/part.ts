import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createGunzip, createGzip } from 'node:zlib';
import type { z } from 'zod';
import type { Decrypt, Encryption } from './encryption.ts';

/** What the manifest says of a part: of its file as it lies there. */
export interface PartFacts {
  readonly bytes: number;
  /** SHA-256, hex. */
  readonly sha256: string;
}

type WebBytes = ReadableStream<Uint8Array>;
const toWeb = (stream: Readable): WebBytes => Readable.toWeb(stream) as unknown as WebBytes;
const fromWeb = (stream: WebBytes): Readable => Readable.fromWeb(stream as Parameters<typeof Readable.fromWeb>[0]);

async function* linesOf(records: AsyncIterable<object>): AsyncGenerator<string> {
  for await (const record of records) yield `${JSON.stringify(record)}\n`;
}

/** By line feeds alone: other line ends may stand in a text of JSON. */
async function* linesIn(stream: Readable): AsyncGenerator<string> {
  let rest: Buffer[] = [];
  for await (const piece of stream as AsyncIterable<Buffer>) {
    let from = 0;
    for (let end = piece.indexOf(10); end !== -1; end = piece.indexOf(10, from)) {
      yield Buffer.concat([...rest, piece.subarray(from, end)]).toString('utf8');
      rest = [];
      from = end + 1;
    }
    if (from < piece.length) rest.push(piece.subarray(from));
  }
  if (rest.length > 0) throw new Error('a part of the backup ends in the middle of a record');
}

/** Writes records as lines of JSON, packed, then encrypted; synced. At most one record and some buffers are in memory. */
export const writePart = async (file: string, records: AsyncIterable<object>, encryption: Encryption): Promise<PartFacts> => {
  const packed = createGzip({ level: constants.Z_BEST_SPEED });
  const packing = pipeline(Readable.from(linesOf(records)), packed);
  const hash = createHash('sha256');
  let bytes = 0;
  const measured = async function* (stream: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const piece of stream) {
      hash.update(piece);
      bytes += piece.length;
      yield piece;
    }
  };
  const writing = encryption
    .encrypt(toWeb(packed))
    .then((stored) => pipeline(fromWeb(stored), measured, createWriteStream(file, { flags: 'wx', mode: 0o600, flush: true })));
  await Promise.all([packing, writing]);
  return { bytes, sha256: hash.digest('hex') };
};

/** The records of a part whose file was verified. Throws where the identity does not fit or a record is none. */
export async function* readPart<T>(file: string, schema: z.ZodType<T>, decrypt: Decrypt): AsyncGenerator<T> {
  const opened = await decrypt(toWeb(createReadStream(file)));
  const unpacked = createGunzip();
  // Its failure is that of the reading below.
  pipeline(fromWeb(opened), unpacked).catch(() => undefined);
  for await (const line of linesIn(unpacked)) yield schema.parse(JSON.parse(line));
}

/** Of a file as it lies there. */
export const factsOf = async (file: string): Promise<PartFacts> => {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const piece of createReadStream(file) as AsyncIterable<Buffer>) {
    hash.update(piece);
    bytes += piece.length;
  }
  return { bytes, sha256: hash.digest('hex') };
};
