import { type ChainedEvent, canonicalJson, eventIdOf, type StoredEvent } from '@motcua/es';
import { messages, type RecordedEvent } from './protocol.ts';

/** What stands beside the data, as the server's user metadata: the place in the chain, and the event's own metadata. */
interface Envelope {
  /** The port's id, where it is not the server's. */
  readonly id?: string;
  readonly hash: string;
  readonly previous: string;
  readonly metadata: object;
}

/** An event of the namespace that this adapter has not written. */
export class ForeignEvent extends Error {
  constructor(stream: string, revision: number) {
    super(`${stream}@${revision} was written by something else than this store`);
    this.name = 'ForeignEvent';
  }
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The server knows UUIDs only; any other id gets one that is always the same. */
export const serverIdOf = (id: string): string => (uuid.test(id) ? id : eventIdOf(`event id\n${id}`, 0));

const json = (text: string): Uint8Array => Buffer.from(text, 'utf8');

/** One event of an append; `data` and the envelope travel as the very bytes that were hashed. */
export const toProposed = (event: { id: string; type: string; data: string }, envelope?: string) => {
  const proposed = new messages.AppendReq.ProposedMessage();
  const id = new messages.UUID();
  id.setString(serverIdOf(event.id));
  proposed.setId(id);
  proposed.getMetadataMap().set('type', event.type);
  proposed.getMetadataMap().set('content-type', 'application/json');
  proposed.setData(json(event.data));
  if (envelope !== undefined) proposed.setCustomMetadata(json(envelope));
  return proposed;
};

export const envelopeOf = ({ id, hash, metadata }: ChainedEvent, previous: string): string => {
  const own = uuid.test(id) ? '' : `"id":${JSON.stringify(id)},`;
  return `{${own}"hash":"${hash}","previous":"${previous}","metadata":${metadata}}`;
};

export const textOf = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');

/** A whole number of the wire, which writes 64 bits as text. */
export const numberOf = (text: string): number => {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} is not a safe integer`);
  return value;
};

export const physicalStreamOf = (event: RecordedEvent): string =>
  textOf(event.getStreamIdentifier()?.getStreamName_asU8() ?? new Uint8Array());
export const commitOf = (event: RecordedEvent): number => numberOf(event.getCommitPosition());
export const revisionOf = (event: RecordedEvent): number => numberOf(event.getStreamRevision());

const isEnvelope = (value: unknown): value is Envelope => {
  if (typeof value !== 'object' || value === null) return false;
  const { id, hash, previous, metadata } = value as Partial<Record<keyof Envelope, unknown>>;
  const texts = typeof hash === 'string' && typeof previous === 'string' && (id === undefined || typeof id === 'string');
  return texts && typeof metadata === 'object' && metadata !== null;
};

const envelopeIn = (event: RecordedEvent): Envelope | undefined => {
  try {
    const value: unknown = JSON.parse(textOf(event.getCustomMetadata_asU8()));
    return isEnvelope(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

/** Its hash alone, for those who only follow the heads of streams. */
export const hashIn = (event: RecordedEvent): string => {
  const envelope = envelopeIn(event);
  if (envelope === undefined) throw new ForeignEvent(physicalStreamOf(event), revisionOf(event));
  return envelope.hash;
};

export const toStored = (event: RecordedEvent, stream: string, position: number): StoredEvent => {
  const envelope = envelopeIn(event);
  if (envelope === undefined) throw new ForeignEvent(stream, revisionOf(event));
  return {
    stream,
    revision: revisionOf(event),
    position,
    id: envelope.id ?? event.getId()?.getString() ?? '',
    type: event.getMetadataMap().get('type') ?? '',
    data: textOf(event.getData_asU8()),
    metadata: canonicalJson(envelope.metadata),
    hash: envelope.hash,
    previous: envelope.previous,
  };
};
