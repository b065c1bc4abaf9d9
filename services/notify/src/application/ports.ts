/** A message on its way to a provider. */
export interface Outgoing {
  /** The provider's idempotency key: the notification's id. */
  readonly key: string;
  readonly to: string;
  readonly text: string;
}

/** What a provider said. `unknown` (time-out, reset, garbage) is not `failed`: it may have been accepted. */
export type Handover =
  | { readonly kind: 'accepted'; readonly providerMessageId: string }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'busy'; readonly reason: string; readonly afterMs?: number }
  | { readonly kind: 'unknown'; readonly reason: string };

/** What a provider knows about a key. */
export type Lookup =
  | { readonly kind: 'accepted'; readonly providerMessageId: string }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown'; readonly reason: string };

/** A way to a phone. Never throws: whatever happens on the wire is one of the answers. */
export interface Channel {
  readonly provider: string;
  send(message: Outgoing): Promise<Handover>;
  /** Whether a message with this key has been accepted before. */
  find(key: string): Promise<Lookup>;
  close(): Promise<void>;
}

/** The present tracking link of a dossier, asked for only while a message is sent. Null: there is none (erased). */
export type TrackingLinks = (dossierId: string) => Promise<string | null>;

/** RFC 3339 with +07:00. */
export type Clock = () => string;
