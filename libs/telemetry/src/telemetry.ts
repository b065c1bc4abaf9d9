import type { Bus } from '@motcua/bus';
import type { EventStore } from '@motcua/es';
import type { ReadModels } from '@motcua/read-models';
import type { Labels } from './metrics.ts';

/** A request that is being answered. */
export interface Served {
  /** 32 hex digits. */
  readonly traceId: string;
  /** W3C trace context of this very request, for what it causes. */
  readonly traceparent: string;
  /** What this starts belongs to the request. */
  within(work: () => void): void;
  end(status: number): void;
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** What one service tells; decorators go round its ports. */
export interface Telemetry {
  /** `system`: the database, in the words of OpenTelemetry's conventions. */
  eventStore(store: EventStore, system: string): EventStore;
  bus<B extends Bus>(bus: B): B;
  readModels(models: ReadModels): ReadModels;
  /** A call to somebody outside; `attributes` and those of the answer are few and never personal. */
  call<T>(name: string, attributes: Labels, work: () => Promise<T>, answered: (answer: T) => Labels): Promise<T>;
}

/** What a process, or a thread of it, tells. There only where telemetry is switched on. */
export interface ProcessTelemetry {
  of(service: string): Telemetry;
  /** `route` is the template, `given` the `traceparent` header that came with the request. */
  serve(method: string, route: string, given: string | undefined): Served;
  /** A log line whose fields have been picked already. */
  log(level: LogLevel, message: string, fields: Readonly<Record<string, unknown>>): void;
  /** Sends what is left, for at most two seconds. */
  stop(): Promise<void>;
}
