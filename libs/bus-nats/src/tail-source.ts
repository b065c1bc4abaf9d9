import type { RelayedService } from '@motcua/contracts';
import type { Msg, NatsConnection } from '@nats-io/transport-node';
import { type Heartbeat, heartbeatFrom, heartbeatSubject } from './heartbeat.ts';
import type { Link } from './link.ts';

/** What has arrived and is not yet looked at. Taken in bulk: nothing is shifted one by one. */
export class Arrivals {
  #messages: Msg[] = [];
  #wake: (() => void) | undefined;
  #lost = false;
  #heartbeat: Heartbeat | undefined;
  readonly #signal: AbortSignal;
  readonly #ring = (): void => this.#wake?.();

  /** One listener for all waits: one for each would stay with the signal for as long as the process follows. */
  constructor(signal: AbortSignal) {
    this.#signal = signal;
    signal.addEventListener('abort', this.#ring);
  }
  /** Nothing waits here any more. */
  close(): void {
    this.#signal.removeEventListener('abort', this.#ring);
  }
  push(message: Msg): void {
    this.#messages.push(message);
    this.#wake?.();
  }
  /** The source has ended; it has to be opened again. */
  lose(): void {
    this.#lost = true;
    this.#wake?.();
  }
  beat(heartbeat: Heartbeat): void {
    this.#heartbeat = heartbeat;
    this.#wake?.();
  }
  get size(): number {
    return this.#messages.length;
  }
  get lost(): boolean {
    return this.#lost;
  }
  take(): Msg[] {
    const taken = this.#messages;
    this.#messages = [];
    return taken;
  }
  takeHeartbeat(): Heartbeat | undefined {
    const taken = this.#heartbeat;
    this.#heartbeat = undefined;
    return taken;
  }
  /** Resolves when there is something to look at, or the signal has aborted. */
  async something(): Promise<void> {
    if (this.#messages.length > 0 || this.#lost || this.#heartbeat || this.#signal.aborted) return;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    this.#wake = undefined;
  }
}

/** An opened consumer that fills `Arrivals`. */
export interface TailSource {
  /** Called after messages were taken: the server may send more. */
  taken(): void;
  /** This message has come before or is not needed; a consumer with acknowledgements settles it. */
  repeated(message: Msg, position: number): void;
  /** This message was handed on. */
  accepted(message: Msg, position: number): void;
  close(): void;
}

/** Opens a source at a sequence of the stream. */
export type OpenSource = (start: { readonly seq: number; readonly arrivals: Arrivals }) => Promise<TailSource>;

/** No message and no idle heartbeat (1 s) for so long: the consumer is gone. */
export const silenceMs = 3_500;
export const idleHeartbeat = 1_000_000_000;

/** Watches a consumer; calls `lost` once on silence or when the connection was made again (its consumer may be gone with the server). */
export const watchSilence = (link: Link, expecting: () => boolean, lost: () => void): { heard(): void; stop(): void } => {
  let last = Date.now();
  const generation = link.generation();
  const timer = setInterval(() => {
    if (link.generation() !== generation) return lost();
    if (!expecting()) last = Date.now();
    if (Date.now() - last > silenceMs && link.now()) lost();
  }, 250);
  return {
    heard: () => {
      last = Date.now();
    },
    stop: () => clearInterval(timer),
  };
};

export const listenToHeartbeats = (connection: NatsConnection, source: RelayedService, arrivals: Arrivals): { stop(): void } => {
  const subscription = connection.subscribe(heartbeatSubject(source), {
    callback: (error, message) => {
      const heartbeat = error ? undefined : heartbeatFrom(message.string());
      if (heartbeat) arrivals.beat(heartbeat);
    },
  });
  return {
    stop: () => {
      if (!connection.isClosed()) subscription.unsubscribe();
    },
  };
};
