import { cloudEventType, type RelayedService, sourceOf, subjectOf } from '@motcua/contracts';
import type { EventMetadata, Recorded } from '@motcua/es';
import { type Msg, type MsgHdrs, MsgHdrsImpl } from '@nats-io/transport-node';

/** A header block written once, as bytes: the general one costs more than all the rest of a publish. */
class WrittenHeaders extends MsgHdrsImpl {
  readonly #bytes: Uint8Array;
  constructor(block: string) {
    super();
    this.#bytes = Buffer.from(block);
  }
  override encode(): Uint8Array {
    return this.#bytes;
  }
}

export const writtenHeaders = (fields: string): MsgHdrs => new WrittenHeaders(`NATS/1.0\r\n${fields}\r\n`);

interface TypeNames {
  readonly subject: string;
  readonly cloudEvent: string;
}

/** Turns stored events into messages. Names are derived once per type. */
export const messageWriter = (source: RelayedService, province: string, epoch: string) => {
  const names = new Map<string, TypeNames>();
  const namesOf = (type: string): TypeNames => {
    const known = names.get(type);
    if (known) return known;
    const made = { subject: subjectOf(source, type, ''), cloudEvent: cloudEventType(source, type) };
    names.set(type, made);
    return made;
  };
  const fixed = `ce-specversion: 1.0\r\nce-source: ${sourceOf(province, source)}\r\ncontent-type: application/json\r\n`;
  return {
    subject: (event: Recorded): string => namesOf(event.type).subject + event.stream,
    /** Everything that is needed to have the stored event again; `previous` is the position relayed before. */
    fields: (event: Recorded, previous: number): string => {
      const { metadata } = event;
      return `${fixed}ce-id: ${event.id}\r\nce-type: ${namesOf(event.type).cloudEvent}\r\nce-subject: ${event.stream}\r\nce-time: ${metadata.at}\r\nce-sequence: ${event.revision}\r\n${
        metadata.traceparent === undefined ? '' : `traceparent: ${metadata.traceparent}\r\n`
      }Motcua-Type: ${event.type}\r\nMotcua-Position: ${epoch}:${event.position}\r\nMotcua-Previous: ${previous}\r\nMotcua-Hash: ${event.hash}\r\nMotcua-Previous-Hash: ${event.previous}\r\nMotcua-Metadata: ${JSON.stringify(metadata)}\r\n`;
    },
    body: (event: Recorded): string => JSON.stringify(event.data),
  };
};
export type MessageWriter = ReturnType<typeof messageWriter>;

/** Where a message stands in its owner's log. */
export interface Place {
  readonly epoch: string;
  readonly position: number;
  /** Nothing of the log lies between this position and the message's own. */
  readonly previous: number;
}

const wholeNumber = (text: string | undefined): number | undefined => {
  if (text === undefined || !/^\d{1,16}$/.test(text)) return undefined;
  return Number(text);
};

const placeFrom = (mark: string | undefined, before: string | undefined): Place | undefined => {
  if (!mark) return undefined;
  const colon = mark.lastIndexOf(':');
  const position = wholeNumber(mark.slice(colon + 1));
  const previous = wholeNumber(before);
  if (colon < 1 || position === undefined || previous === undefined) return undefined;
  return { epoch: mark.slice(0, colon), position, previous };
};

/** Reads a header block line by line; for the rare single message. */
const fieldOf = (block: string, name: string): string | undefined =>
  block
    .split('\r\n')
    .find((line) => line.toLowerCase().startsWith(`${name.toLowerCase()}:`))
    ?.slice(name.length + 1)
    .trim();

/** Undefined: not a message of ours. */
export const placeOfStored = (headers: string): Place | undefined =>
  placeFrom(fieldOf(headers, 'Motcua-Position'), fieldOf(headers, 'Motcua-Previous'));
export const idOfStored = (headers: string): string | undefined => fieldOf(headers, 'ce-id');

/** The library's own reading of a header block compares every name with every other; this one only looks for what is asked. */
interface RawMessage {
  readonly _rdata?: Uint8Array;
  readonly _msg?: { readonly hdr?: number };
}
const headerBytes = (message: Msg): Buffer | undefined => {
  const { _rdata: bytes, _msg: place } = message as unknown as RawMessage;
  const length = place?.hdr;
  if (bytes === undefined || length === undefined || length <= 0) return undefined;
  return Buffer.from(bytes.buffer, bytes.byteOffset, length);
};

const space = 0x20;
const versionLength = 'NATS/1.0'.length;

/** The code of a message from the server itself, 0 for one of ours: those carry their code in the first line of their headers. */
export const codeOf = (message: Msg): number => {
  const bytes = headerBytes(message);
  if (bytes !== undefined && bytes[versionLength] !== space) return 0;
  return message.headers?.code ?? 0;
};

/** A message's header fields as they were written; `''` for one that is not there. */
export type Fields = (name: string) => string;

/**
 * Each value is copied out of the bytes: a slice of a string of the whole block would keep that block alive for as long as somebody remembers an event's
 * stream. Where it stands is looked up in Latin-1, where a character is a byte.
 */
export const fieldsOf = (message: Msg): Fields | undefined => {
  const bytes = headerBytes(message);
  if (bytes === undefined) {
    const { headers } = message;
    return headers && ((name) => headers.get(name));
  }
  const block = bytes.toString('latin1');
  return (name) => {
    const start = block.indexOf(`\r\n${name}:`);
    if (start < 0) return '';
    const from = start + name.length + 3;
    return bytes.toString('utf8', bytes[from] === space ? from + 1 : from, block.indexOf('\r\n', from)).trimEnd();
  };
};

export const placeOf = (fields: Fields): Place | undefined => placeFrom(fields('Motcua-Position'), fields('Motcua-Previous'));

const bodyOf = ({ data }: Msg): object => JSON.parse(Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('utf8')) as object;

/** The stored event again, or undefined where the message cannot be one of ours (the log then serves it). */
export const recordedOf = (fields: Fields, message: Msg, position: number): Recorded | undefined => {
  try {
    const revision = wholeNumber(fields('ce-sequence'));
    const id = fields('ce-id');
    const type = fields('Motcua-Type');
    const stream = fields('ce-subject');
    if (revision === undefined || !id || !type || !stream) return undefined;
    return {
      id,
      type,
      data: bodyOf(message),
      metadata: JSON.parse(fields('Motcua-Metadata')) as EventMetadata,
      stream,
      revision,
      position,
      hash: fields('Motcua-Hash'),
      previous: fields('Motcua-Previous-Hash'),
    };
  } catch {
    return undefined;
  }
};
