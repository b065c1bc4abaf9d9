import type { Bus, Confirmed, FeedBatch, FollowOptions, Reaction } from '@motcua/bus';
import { tailOf } from '@motcua/contracts';
import type { EventStore, Recorded, SubscribeOptions } from '@motcua/es';
import { type Span, SpanKind, type Tracer } from '@opentelemetry/api';
import { processing, sending } from './messaging.ts';
import type { RecentEvents } from './recent-events.ts';
import { contextOf, inSpan, isSampled, recordingSpan, traceparentOf } from './spans.ts';

/** Spans of messages that are on their way; beyond these, a relay that cannot send opens no more. */
const maxOpen = 1_000;

/** A store that opens a span for each sampled event it hands to the relay; `confirmed` ends those that are on the tail. */
const relayedStore = (store: EventStore, tracer: Tracer, tail: string) => {
  const open = new Map<number, Span>();
  const begin = (event: Recorded): void => {
    const { traceparent } = event.metadata;
    if (!isSampled(traceparent) || open.size >= maxOpen || open.has(event.position)) return;
    const options = { kind: SpanKind.PRODUCER, attributes: sending(tail, event) };
    open.set(event.position, tracer.startSpan(`send ${tail}`, options, contextOf(traceparent)));
  };
  async function* subscribe(options?: SubscribeOptions): ReturnType<EventStore['subscribe']> {
    for await (const item of store.subscribe(options)) {
      if (!('caughtUp' in item)) begin(item);
      yield item;
    }
  }
  const confirmed: Confirmed = (upTo) => {
    for (const [position, span] of open) {
      if (position > upTo) return;
      span.end();
      open.delete(position);
    }
  };
  return { store: { ...store, subscribe }, confirmed };
};

/** A reaction in the trace of its event. What it appends names this span as its cause, so that the trace goes on from service to service. */
const tracedReaction = (reaction: Reaction, tracer: Tracer): Reaction => ({
  ...reaction,
  handle(event, attempt) {
    const { traceparent } = event.metadata;
    if (!isSampled(traceparent)) return reaction.handle(event, attempt);
    const tail = tailOf(reaction.source);
    const attributes = { ...processing(tail, reaction.name, event), 'motcua.attempt': attempt };
    const span = tracer.startSpan(`process ${tail}`, { kind: SpanKind.CONSUMER, attributes }, contextOf(traceparent));
    const caused: Recorded = { ...event, metadata: { ...event.metadata, traceparent: traceparentOf(span) } };
    return inSpan(
      span,
      () => reaction.handle(caused, attempt),
      ({ kind }) => ({ 'motcua.outcome': kind }),
    );
  },
});

/** A bus that carries traces: messages sent, handled and folded, and requests asked, stand in the trace of what caused them. */
export const tracedBus = <B extends Bus>(bus: B, tracer: Tracer, recent: RecentEvents): B => {
  async function* follow(options: FollowOptions): AsyncGenerator<FeedBatch, void> {
    for await (const batch of bus.follow(options)) {
      recent.note(batch);
      yield batch;
    }
  }
  return {
    ...bus,
    follow,
    relay(source, store, confirmed) {
      const relayed = relayedStore(store, tracer, tailOf(source));
      return bus.relay(source, relayed.store, (position) => {
        relayed.confirmed(position);
        confirmed?.(position);
      });
    },
    react: (reaction, kept) => bus.react(tracedReaction(reaction, tracer), kept),
    request(subject, payload, options) {
      const parent = recordingSpan();
      if (!parent) return bus.request(subject, payload, options);
      const attributes = {
        'messaging.system': 'nats',
        'messaging.operation.type': 'send',
        'messaging.operation.name': 'request',
        'messaging.destination.name': subject,
      };
      const span = tracer.startSpan(`request ${subject}`, { kind: SpanKind.CLIENT, attributes });
      return inSpan(span, () => bus.request(subject, payload, options));
    },
  };
};
