import type { BusLogger, Confirmed, RelayStatus, RunningRelay } from '@motcua/bus';
import type { EventStore, Recorded } from '@motcua/es';
import type { NatsConnection } from '@nats-io/transport-node';
import { jetStreamApi } from './jetstream-api.ts';
import { type Link, pause } from './link.ts';
import { findStart, RelayHalted, type RelayStart } from './relay-start.ts';
import { FenceLost, type Outgoing, openWindow, type RelayWindow } from './relay-window.ts';
import type { TailDeclaration } from './tails.ts';

/**
 * A burst follows the one before not sooner than `everyMs`, unless `enough` messages wait: under load they travel together, and who is alone does not wait.
 * Each burst wakes everybody who follows, which costs more than what it carries.
 */
export interface Bursts {
  readonly everyMs: number;
  readonly enough: number;
}

export interface RelayOptions {
  readonly link: Link;
  readonly logger: BusLogger;
  readonly store: EventStore;
  readonly tail: TailDeclaration;
  readonly replicas: number;
  /** How many of the newest events a new tail gets; default as declared. */
  readonly tailEvents?: number;
  /** Undefined: this event is not for the stream. */
  readonly toMessage: (event: Recorded, previous: number) => Outgoing | undefined;
  readonly idOf: (event: Recorded) => string | undefined;
  readonly confirmed?: Confirmed;
  /** How long a publish may stay unconfirmed; default 5 s. */
  readonly timeoutMs?: number;
  readonly bursts: Bursts;
}

const windowSize = 512;
const confirmEvery = 64;

/** Sends what the store hands out, what comes close together in one go: one write, and the last of a burst asks to be confirmed. */
const pump = async (options: RelayOptions, window: RelayWindow, start: RelayStart, stop: AbortSignal): Promise<void> => {
  let waiting: { message: Outgoing; position: number }[] = [];
  let previous = start.position;
  let seen = start.position;
  let sent = 0;
  let timer: NodeJS.Timeout | undefined;
  let immediate = false;
  let last = 0;
  const schedule = (): void => {
    if (immediate) return;
    const early = last + options.bursts.everyMs - performance.now();
    if (early > 0 && waiting.length < options.bursts.enough) {
      timer ??= setTimeout(flush, early);
      return;
    }
    immediate = true;
    setImmediate(flush);
  };
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    immediate = false;
    if (waiting.length > 0) last = performance.now();
    const burst = waiting;
    waiting = [];
    try {
      for (const [index, { message, position }] of burst.entries()) {
        sent += 1;
        window.publish(message, position, index === burst.length - 1 || sent % confirmEvery === 0);
      }
      window.passed(seen);
    } catch (error) {
      window.fail(error as Error);
    }
  };
  const signal = AbortSignal.any([stop, window.signal]);
  for await (const item of options.store.subscribe({ after: start.position, signal })) {
    seen = item.position;
    const message = 'caughtUp' in item ? undefined : options.toMessage(item, previous);
    if (!message) {
      if (waiting.length === 0) window.passed(seen);
      continue;
    }
    waiting.push({ message, position: item.position });
    previous = item.position;
    schedule();
    if (window.inFlight() + waiting.length >= windowSize) {
      flush();
      await window.room();
    }
    if (window.failure()) break;
  }
  const failure = window.failure();
  if (failure) throw failure;
};

/** Resolves when nobody has written to the stream for a second. */
const standsStill = async (link: Link, connection: NatsConnection, tail: TailDeclaration, signal: AbortSignal): Promise<void> => {
  const api = jetStreamApi(connection, link);
  let before = -1;
  while (!signal.aborted) {
    const { state } = await api.streamInfo(tail.name);
    if (state.last_seq === before) return;
    before = state.last_seq;
    await pause(1_000, signal);
  }
};

/** Follows the store and writes its tail, for ever: whatever goes wrong, the last message of the stream says where to go on. */
export const startRelay = (options: RelayOptions): RunningRelay => {
  const { link, logger, tail } = options;
  const stop = new AbortController();
  let status: RelayStatus = { active: false, position: 0 };
  let window: RelayWindow | undefined;

  const once = async (first: boolean, located: () => void): Promise<void> => {
    const connection = await link.up(stop.signal);
    const start = await findStart({ ...options, api: jetStreamApi(connection, link), first });
    located();
    window = openWindow(link, connection, start, { size: windowSize, timeoutMs: options.timeoutMs ?? 5_000 }, options.confirmed);
    status = { active: true, position: start.position };
    try {
      await pump(options, window, start, stop.signal);
    } finally {
      status = { active: false, position: window.confirmed() };
      window.close();
      window = undefined;
    }
  };

  const run = async (): Promise<void> => {
    let first = true;
    while (!stop.signal.aborted) {
      try {
        await once(first, () => {
          first = false;
        });
      } catch (error) {
        if (stop.signal.aborted) return;
        if (error instanceof RelayHalted) {
          status = { ...status, active: false, halted: error.message };
          logger.error('relay halted', { stream: tail.name, reason: error.message });
          return;
        }
        logger.warn('relay resumes', { stream: tail.name, reason: error instanceof Error ? error.message : 'unknown' });
        const connection = link.now();
        if (error instanceof FenceLost && connection) await standsStill(link, connection, tail, stop.signal).catch(() => undefined);
        else await pause(250, stop.signal);
      }
    }
  };
  const running = run();
  return {
    status: () => (window ? { ...status, position: window.confirmed() } : status),
    async stop() {
      stop.abort();
      await running;
    },
  };
};
