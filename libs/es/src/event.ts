/** Who did what, when and because of what. Kept with every event and part of its hash. */
export interface EventMetadata {
  /** RFC 3339 with +07:00; our own time, since stores cut theirs to seconds. */
  readonly at: string;
  /** `officer:<id>`, `citizen`, `system:<what>`. Never a name. */
  readonly actor: string;
  /** The dossier's story: the same for everything that follows from one submission. */
  readonly correlationId: string;
  /** Id of the command or event that caused this one. */
  readonly causationId: string;
  /** W3C trace context. */
  readonly traceparent?: string;
  /** HMAC-SHA-256 (hex) of the command's canonical body under the dossier's data key: tells a repeated command from a key used for another one. */
  readonly fingerprint?: string;
}

/** What a decider returns: a stored type with its version, and data of that shape. */
export interface DomainEvent {
  readonly type: string;
  readonly data: object;
}

/** An event on its way into a stream. `id` is derived from the command id, so a retried append is the same append. */
export interface NewEvent<E extends DomainEvent = DomainEvent> {
  readonly id: string;
  readonly type: E['type'];
  readonly data: E['data'];
  readonly metadata: EventMetadata;
}

/** An event as the store has it. Revisions count from 0 per stream without gaps; positions rise over the whole store. Both are safe integers. */
export interface Recorded<E extends DomainEvent = DomainEvent> extends NewEvent<E> {
  readonly stream: string;
  readonly revision: number;
  readonly position: number;
  /** SHA-256, hex, over the canonical JSON (RFC 8785) of `{ stream, revision, id, type, data, metadata, previous }`. */
  readonly hash: string;
  /** Hash of the stream's event before, `''` at revision 0. */
  readonly previous: string;
}
