import { BSON, type Document } from 'mongodb';

const opReply = 1;
const opQuery = 2_004;
const opMsg = 2_013;
const headerBytes = 16;

/** One message of a driver. */
export interface Frame {
  readonly id: number;
  readonly opcode: number;
  readonly bytes: Buffer;
  readonly body: Document;
}

const documentAt = (bytes: Buffer, at: number): Document => BSON.deserialize(bytes.subarray(at, at + bytes.readInt32LE(at)));

/** The first section of an OP_MSG that is a document; sequences of documents may lie before it. */
const bodyOfMessage = (bytes: Buffer): Document => {
  let at = headerBytes + 4;
  while (bytes[at] === 1) at += 1 + bytes.readInt32LE(at + 1);
  return documentAt(bytes, at + 1);
};
const bodyOf = (bytes: Buffer, opcode: number): Document => {
  if (opcode === opMsg) return bodyOfMessage(bytes);
  if (opcode === opQuery) return documentAt(bytes, bytes.indexOf(0, headerBytes + 4) + 9);
  throw new TypeError(`a message of kind ${opcode}`);
};

/** Cuts a stream of bytes into messages. */
export const framesFrom = (take: (frame: Frame) => void): ((bytes: Buffer) => void) => {
  let waiting = Buffer.alloc(0);
  return (more) => {
    waiting = Buffer.concat([waiting, more]);
    while (waiting.length >= headerBytes && waiting.length >= waiting.readInt32LE(0)) {
      const bytes = waiting.subarray(0, waiting.readInt32LE(0));
      waiting = waiting.subarray(bytes.length);
      const opcode = bytes.readInt32LE(12);
      take({ id: bytes.readInt32LE(4), opcode, bytes, body: bodyOf(bytes, opcode) });
    }
  };
};

/** The answer to a message, in the kind that fits it: a driver's first hello may be of the old kind. */
export const answerTo = ({ id, opcode }: Frame, document: Uint8Array): Buffer => {
  const old = opcode === opQuery;
  const head = Buffer.alloc(headerBytes + (old ? 20 : 5));
  head.writeInt32LE(head.length + document.length, 0);
  head.writeInt32LE(id, 8);
  head.writeInt32LE(old ? opReply : opMsg, 12);
  if (old) head.writeInt32LE(1, headerBytes + 16);
  return Buffer.concat([head, document]);
};
