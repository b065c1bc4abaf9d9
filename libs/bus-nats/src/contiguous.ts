import { type BusLogger, EpochChanged, type FeedBatch, type LogPosition } from '@motcua/bus';
import { type RelayedService, tailOf } from '@motcua/contracts';
import type { Recorded } from '@motcua/es';
import type { Msg, NatsConnection } from '@nats-io/transport-node';
import type { Heartbeat } from './heartbeat.ts';
import { jetStreamApi } from './jetstream-api.ts';
import type { Link } from './link.ts';
import type { LogReader } from './log-read.ts';
import { fieldsOf, placeOf, recordedOf } from './message.ts';
import { patientLog } from './patient-log.ts';
import { Arrivals, listenToHeartbeats, type OpenSource, type TailSource } from './tail-source.ts';
import { findTailStart, type TailStart } from './tail-start.ts';

export interface ContiguousOptions {
  readonly link: Link;
  readonly logger: BusLogger;
  readonly source: RelayedService;
  readonly log: LogReader;
  readonly after: LogPosition | undefined;
  readonly maxBatch: number;
  readonly signal: AbortSignal;
  /** How the tail is consumed. */
  readonly openOn: (connection: NatsConnection, stream: string) => OpenSource;
}

/** A source's log, in order and without a gap: from its owner what the tail does not have, from the tail what it has. */
export async function* contiguous(options: ContiguousOptions): AsyncGenerator<FeedBatch, void> {
  const { link, logger, source, signal, maxBatch } = options;
  const stream = tailOf(source);
  const log = patientLog(options.log, signal);
  let epoch = options.after?.epoch ?? '';
  let position = options.after?.position ?? 0;
  /** Since when the owner has said more than has come; 0: it has not. */
  let behindSince = 0;

  /** Everything up to at least `until`, from the owner; without `until`, all there is. */
  async function* fromLog(until?: number): AsyncGenerator<FeedBatch, void> {
    for await (const page of log.pages(position)) {
      if (epoch === '') epoch = page.epoch;
      if (page.epoch !== epoch) throw new EpochChanged(page.epoch);
      for (let start = 0; start < page.events.length; start += maxBatch) {
        const events = page.events.slice(start, start + maxBatch);
        position = events.at(-1)?.position ?? position;
        yield { source, epoch, events, position };
      }
      if (position >= page.head) {
        behindSince = 0;
        yield { source, epoch, events: [], position, headAt: page.at };
        return;
      }
      if (until !== undefined && position >= until) return;
    }
  }

  const messagesOf = (taken: readonly Msg[], opened: TailSource | undefined, from: number) => {
    const events: Recorded[] = [];
    let next = from;
    for (; next < taken.length && events.length < maxBatch; next += 1) {
      const message = taken[next];
      const fields = message && fieldsOf(message);
      const place = fields && placeOf(fields);
      if (!message || !place) continue;
      if (place.epoch !== epoch) return { events, next: next + 1, foreign: true };
      if (place.position <= position) {
        opened?.repeated(message, place.position);
        continue;
      }
      const event = place.previous <= position ? recordedOf(fields, message, place.position) : undefined;
      if (!event) return { events, next, gapBefore: place.position };
      opened?.accepted(message, place.position);
      events.push(event);
      position = place.position;
    }
    return { events, next };
  };

  async function* handOut(taken: readonly Msg[], opened: TailSource | undefined): AsyncGenerator<FeedBatch, void> {
    // Once it is to end, a gap is not healed any more, and what lies behind it would be looked at for ever.
    for (let next = 0; next < taken.length && !signal.aborted; ) {
      const part = messagesOf(taken, opened, next);
      next = part.next;
      if (part.events.length > 0) yield { source, epoch, events: part.events, position };
      if (part.foreign) yield* fromLog();
      if (part.gapBefore !== undefined) {
        logger.info('gap healed from the log', { source, after: position, before: part.gapBefore });
        yield* fromLog(part.gapBefore);
      }
    }
  }

  /** The owner's word on its head: caught up, or, where the tail stays behind it for a while, something is missing. */
  async function* weigh(heartbeat: Heartbeat): AsyncGenerator<FeedBatch, void> {
    if (heartbeat.epoch !== epoch) return yield* fromLog();
    if (heartbeat.position <= position) {
      behindSince = 0;
      return yield { source, epoch, events: [], position, headAt: heartbeat.at };
    }
    if (behindSince === 0) behindSince = Date.now();
    else if (Date.now() - behindSince > 900) {
      behindSince = 0;
      yield* fromLog(heartbeat.position);
    }
  }

  const openedAt = async (seq: number, connection: NatsConnection, arrivals: Arrivals): Promise<TailSource | undefined> => {
    try {
      return await options.openOn(connection, stream)({ seq, arrivals });
    } catch (error) {
      logger.warn('no consumer on the tail, the log serves', { source, reason: reasonOf(error) });
      return undefined;
    }
  };
  const startAt = async (connection: NatsConnection): Promise<TailStart> => {
    try {
      return await findTailStart(jetStreamApi(connection, link), stream, epoch, position);
    } catch (error) {
      logger.warn('tail not readable, the log serves', { source, reason: reasonOf(error) });
      return { at: 'absent' };
    }
  };

  async function* fromTail(seq: number | undefined, connection: NatsConnection): AsyncGenerator<FeedBatch, void> {
    const arrivals = new Arrivals(signal);
    const beats = listenToHeartbeats(connection, source, arrivals);
    const opened = seq === undefined ? undefined : await openedAt(seq, connection, arrivals);
    // Without a consumer the heartbeats alone say what is new; look for the stream again in a second.
    let said: Heartbeat | undefined;
    const retry = opened ? undefined : setTimeout(() => arrivals.lose(), 1_000);
    try {
      while (!signal.aborted && !arrivals.lost) {
        await arrivals.something();
        const taken = arrivals.take();
        const before = position;
        yield* handOut(taken, opened);
        if (position > before) behindSince = 0;
        opened?.taken();
        const heartbeat = arrivals.takeHeartbeat();
        said = heartbeat ?? said;
        // Kept until it is reached: under steady load the head is never where the position is at that very moment.
        if (said && (said.position <= position || (heartbeat && arrivals.size === 0))) yield* weigh(said);
        if (said && said.position <= position) said = undefined;
      }
    } finally {
      clearTimeout(retry);
      arrivals.close();
      beats.stop();
      opened?.close();
    }
  }

  if (epoch === '') yield* fromLog();
  while (!signal.aborted) {
    const connection = await link.up(signal).catch(() => undefined);
    if (!connection) return;
    const start = await startAt(connection);
    if (start.at === 'older') yield* fromLog();
    else yield* fromTail(start.at === 'seq' ? start.seq : undefined, connection);
  }
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : 'unknown');
