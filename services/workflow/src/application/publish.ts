import { type CalendarDefinition, type DirectoryDefinition, type ProcedureDefinition, streamId, workflowCodec } from '@motcua/contracts';
import { codec, commandHandler, type EventStore, eventIdOf } from '@motcua/es';
import { toInstant } from '@motcua/legal-clock';
import { fingerprintOf, uuidFromHmac } from '@motcua/sealing';
import canonicalize from 'canonicalize';
import type { PublishedData, PublishedEvent } from './published-data.ts';
import { Refused } from './refused.ts';

type Definition = ProcedureDefinition | CalendarDefinition | DirectoryDefinition;
type Kind = 'ProcedurePublished.v1' | 'CalendarPublished.v1' | 'DirectoryPublished.v1';
type State = { readonly version: number; readonly at: string; readonly content: string } | undefined;
interface Publish {
  readonly kind: Kind;
  readonly definition: Definition;
  readonly at: string;
  readonly by: string;
}

const contentOf = (definition: Definition): string => canonicalize(definition) ?? '';

export interface PublishedVersion {
  readonly version: number;
  readonly publishedAt: string;
  readonly position: number;
  /** False where the same content was the newest version already. */
  readonly isNew: boolean;
  readonly replayed: boolean;
}

export interface PublishCall {
  readonly kind: Kind;
  /** `1.001193`, `2026`, `H53`. */
  readonly id: string;
  readonly definition: Definition;
  readonly by: string;
  readonly idempotencyKey?: string | undefined;
}

const streamOf = {
  'ProcedurePublished.v1': 'procedure',
  'CalendarPublished.v1': 'calendar',
  'DirectoryPublished.v1': 'directory',
} as const;

/** Procedures, calendars and the directory get versions and are never changed. What is the newest already is answered, not written again. */
export const publish = (store: EventStore, published: PublishedData, secret: Uint8Array, now: () => number) => {
  const handler = commandHandler<State, Publish, PublishedEvent>({
    store,
    codec: codec<PublishedEvent>(workflowCodec),
    cacheSize: 50,
    decider: {
      initialState: undefined,
      evolve: (_, { data }) => ({ version: data.version, at: data.at, content: contentOf(data.definition) }),
      decide: ({ kind, definition, at, by }, state) =>
        state?.content === contentOf(definition)
          ? []
          : [{ type: kind, data: { version: (state?.version ?? 0) + 1, at, by, definition } } as PublishedEvent],
    },
  });
  return async ({ kind, id, definition, by, idempotencyKey }: PublishCall): Promise<PublishedVersion> => {
    if (idempotencyKey === undefined) throw new Refused('idempotency-key-required');
    const stream = `${streamOf[kind]}-${streamId(id)}`;
    const commandId = uuidFromHmac(secret, stream, by, idempotencyKey);
    const at = toInstant(now());
    const metadata = {
      at,
      actor: `officer:${by}`,
      correlationId: eventIdOf(stream, 0),
      causationId: commandId,
      fingerprint: fingerprintOf(secret, definition),
    };
    const handled = await handler.handle(stream, { kind, definition, at, by }, { commandId, metadata, idempotent: true });
    for (const event of handled.events) published.apply(event);
    if (!handled.state) throw new Refused('unavailable');
    const { version, at: publishedAt } = handled.state;
    return { version, publishedAt, position: handled.position, isNew: handled.events.length > 0, replayed: handled.repeated };
  };
};
