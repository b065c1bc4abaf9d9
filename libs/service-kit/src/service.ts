import type { ServiceName } from '@motcua/contracts';
import type { Metrics, Telemetry } from '@motcua/telemetry';
import type { DynamicModule, Type } from '@nestjs/common';
import type { CustomTransportStrategy } from '@nestjs/microservices';
import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';
import type { ProblemBody } from './problem.ts';
import type { Answer } from './route.ts';

/** What a check of `/readyz` says: `detail` for operators, never personal. */
export interface ReadinessCheck {
  readonly name: string;
  readonly ready: boolean;
  readonly detail?: string;
}

/** What the rim gives a service when it opens. */
export interface Host {
  /** Base of links and QR codes (`MOTCUA_PUBLIC_URL`). */
  readonly publicUrl: string;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Where telemetry is switched on: decorators for the service's ports. */
  readonly telemetry?: Telemetry;
  /** The thread follows events, and hardly anybody waits for its answers: it may wait for a disk itself. */
  readonly follows?: boolean;
}

/** Constant message plus allow-listed fields; personal data never gets here. */
export interface Logger {
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void;
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
  child(fields: Readonly<Record<string, unknown>>): Logger;
}

/** A service, opened: its adapters are connected, nothing runs yet. */
export interface OpenService {
  readonly module: DynamicModule | Type;
  /** Renders a problem of a `page` route as HTML; without it a plain page is sent. */
  readonly pageProblem?: (problem: ProblemBody, language: 'vi' | 'en') => string;
  /** A file of its pages by name (`motcua.<hash>.css`), served at `/assets/<name>`. All services of a process share the address: the first that has the file answers. */
  readonly asset?: (name: string) => Answer | undefined;
  /** For what is not a JSON route or a page (the trial issuer): called on the bare Fastify instance before it listens. */
  readonly mount?: (fastify: FastifyInstance) => void;
  /** Nest transport strategies with this service's subscribers. */
  readonly strategies: readonly CustomTransportStrategy[];
  /** Services that are reached through this one, without being opened here. */
  readonly behind?: readonly ServiceName[];
  /** Prometheus text of what runs elsewhere, for the `/metrics` of all. */
  readonly metrics?: () => Promise<string>;
  /** After HTTP listens: relays, projections, reactors, ticks. */
  start(): Promise<void>;
  readiness(): Promise<readonly ReadinessCheck[]>;
  /** First half of a shutdown, while HTTP still drains: ends long polls and event streams, reactors take nothing new. */
  drain(): Promise<void>;
  /** Second half, after HTTP is closed: closes adapters. */
  stop(): Promise<void>;
}

/** A service as `main.ts` (alone) or `infra/standalone` (all) starts it. */
export interface ServiceDefinition<Config = unknown> {
  /** `look-ups`: those of tracking alone; `door-to-reactors`: the way to the services that run in another thread. */
  readonly name: ServiceName | 'trial-issuer' | 'look-ups' | 'door-to-reactors';
  /** Environment → typed configuration; unknown `MOTCUA_<SERVICE>_…` names are refused. Secrets are `z.string().meta({ secret: true })`. */
  readonly config: z.ZodType<Config>;
  /** It follows events, and hardly anybody waits for its answers: alone in a process it gives way to all others of the machine, and waits for its disk itself. */
  readonly follows?: boolean;
  open(config: Config, host: Host): Promise<OpenService>;
}
