import type { ParkedEvent } from '@motcua/contracts';
import type { Recorded } from '@motcua/es';
import type { ClosedMessage, ParkedMessage } from './bus.ts';

/** Fold of a store's `parked-*` streams: what is parked now, lane by lane. */
export interface ParkedIndex {
  apply(event: Recorded): void;
  /** Ids parked on a reactor's key, the first is what the others wait behind. */
  lane(reactor: string, key: string): readonly string[];
  open(): ReadonlyMap<string, ParkedMessage>;
  closed(id: string): ClosedMessage | undefined;
  /** Parked now or ever: such a message is settled for its reactor. */
  knows(id: string): boolean;
  /** Last revision of a parked stream. */
  revision(stream: string): number | undefined;
}

const messageOf = (data: Extract<ParkedEvent, { type: 'MessageParked.v1' }>['data']): ParkedMessage => ({
  id: data.parkedId,
  reactor: data.reactor,
  key: data.key,
  at: data.at,
  reason: data.reason,
  event: {
    service: data.source.service as ParkedMessage['event']['service'],
    stream: data.source.stream,
    revision: data.source.revision,
    position: data.source.position,
    id: data.source.eventId,
    type: data.source.type,
  },
});

export const parkedIndex = (): ParkedIndex => {
  const open = new Map<string, ParkedMessage>();
  const known = new Set<string>();
  const closed = new Map<string, ClosedMessage>();
  const byLane = new Map<string, string[]>();
  const revisions = new Map<string, number>();
  const laneOf = (reactor: string, key: string): string => `${reactor}\n${key}`;

  const close = (id: string, as: ClosedMessage): void => {
    const message = open.get(id);
    if (!message) return;
    open.delete(id);
    closed.set(id, as);
    const name = laneOf(message.reactor, message.key);
    const rest = (byLane.get(name) ?? []).filter((other) => other !== id);
    if (rest.length === 0) byLane.delete(name);
    else byLane.set(name, rest);
  };
  const park = (message: ParkedMessage): void => {
    known.add(message.id);
    open.set(message.id, message);
    const name = laneOf(message.reactor, message.key);
    byLane.set(name, [...(byLane.get(name) ?? []), message.id]);
  };

  return {
    apply(recorded) {
      // Heard twice: once from the append, once from the subscription.
      if (recorded.revision <= (revisions.get(recorded.stream) ?? -1)) return;
      revisions.set(recorded.stream, recorded.revision);
      const event = recorded as unknown as ParkedEvent;
      if (event.type === 'MessageParked.v1') park(messageOf(event.data));
      else
        close(event.data.parkedId, {
          how: event.type === 'ParkedMessageReplayed.v1' ? 'replayed' : 'discarded',
          position: recorded.position,
        });
    },
    lane: (reactor, key) => byLane.get(laneOf(reactor, key)) ?? [],
    open: () => open,
    closed: (id) => closed.get(id),
    knows: (id) => known.has(id),
    revision: (stream) => revisions.get(stream),
  };
};
