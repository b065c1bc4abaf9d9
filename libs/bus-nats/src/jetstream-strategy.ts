import type { Bus, Outcome, Patience, Reaction, ReactorCheckpoints, RunningReactor } from '@motcua/bus';
import { type ServiceName, services } from '@motcua/contracts';
import type { EventStore, Recorded } from '@motcua/es';
import { applyDecorators, Catch, type ExceptionFilter, UseFilters } from '@nestjs/common';
import { type CustomTransportStrategy, EventPattern, type MessageHandler, MessagePattern, Server } from '@nestjs/microservices';
import { isObservable, lastValueFrom, type Observable, throwError } from 'rxjs';

/** Nest would replace an error by "Internal server error"; a reactor needs the one that was thrown. */
@Catch()
class Rethrowing implements ExceptionFilter<unknown> {
  catch(exception: unknown): Observable<never> {
    return throwError(() => exception);
  }
}

/** A subscriber of `<source>.<StoredType>`; `reactor` names one of several reactors on the same source. Answers an `Outcome`. */
export const Reacts = (pattern: `${ServiceName}.${string}`, reactor?: string): MethodDecorator =>
  applyDecorators(EventPattern<string>(pattern, reactor === undefined ? {} : { reactor }), UseFilters(new Rethrowing()));

/** Answers a request subject (`rpc.…` of contracts); the payload and the answer are JSON. */
export const Answers = (subject: string): MethodDecorator => applyDecorators(MessagePattern<string>(subject), UseFilters(new Rethrowing()));

/** What a subscriber gets as its second argument. */
export interface ReactionContext {
  /** From 1. */
  readonly attempt: number;
}

export interface ReactorDeclaration {
  /** Default `<service>-<source>-v1`. */
  readonly name?: string;
  /** Default: `data.dossierId`, else the stream's id. */
  readonly keyOf?: (event: Recorded) => string;
  readonly concurrency?: number;
  /** Default: none, no event waits for others. */
  readonly patience?: Patience;
  /** How long (ms) events may wait for each other; default 5. */
  readonly gatherMs?: number;
}

export interface JetStreamStrategyOptions {
  readonly bus: Bus;
  readonly service: ServiceName;
  readonly checkpoints: ReactorCheckpoints;
  /** The service's own store: parked messages are events there. */
  readonly store: EventStore;
  /** By source, or by the reactor name that the pattern gives. */
  readonly reactors?: Readonly<Record<string, ReactorDeclaration>>;
}

const dossierOf = (event: Recorded): string => {
  const { dossierId } = event.data as { dossierId?: unknown };
  return typeof dossierId === 'string' ? dossierId : event.stream.slice(event.stream.indexOf('-') + 1);
};

const settledValue = async (answer: Promise<unknown>): Promise<unknown> => {
  const value = await answer;
  return isObservable(value) ? lastValueFrom(value as Observable<unknown>) : value;
};

interface Group {
  readonly name: string;
  readonly source: ServiceName;
  readonly declaration: ReactorDeclaration;
  readonly handlers: Map<string, MessageHandler<Recorded, ReactionContext, unknown>>;
}

/** Nest transport over the bus: event patterns become reactors (durable, per-key order, done / retry / park), message patterns answer requests. */
export class JetStreamStrategy extends Server implements CustomTransportStrategy {
  override readonly propagatesEventHandlerErrors = true;
  readonly #options: JetStreamStrategyOptions;
  #running: RunningReactor[] = [];

  constructor(options: JetStreamStrategyOptions) {
    super();
    this.#options = options;
  }

  listen(callback: (error?: unknown) => void): void {
    this.#open().then(() => callback(), callback);
  }

  async close(): Promise<void> {
    const running = this.#running;
    this.#running = [];
    await Promise.all(running.map((reactor) => reactor.stop()));
  }

  /** The reactors that run, for readiness and waits. */
  reactors(): readonly RunningReactor[] {
    return this.#running;
  }

  on(): never {
    throw new TypeError('the strategy has no events of its own');
  }

  unwrap<T>(): T {
    return this.#options.bus as T;
  }

  async #open(): Promise<void> {
    const { bus, checkpoints, store } = this.#options;
    for (const [pattern, handler] of this.messageHandlers) {
      if (!handler.isEventHandler) await bus.respond(pattern, (payload) => settledValue(handler(payload)));
    }
    for (const group of this.#groups()) {
      this.#running.push(await bus.react(this.#reactionOf(group), { checkpoints, parked: store }));
    }
  }

  #groups(): readonly Group[] {
    const groups = new Map<string, Group>();
    for (const [pattern, handler] of this.messageHandlers) {
      if (!handler.isEventHandler) continue;
      const [source, ...type] = pattern.split('.');
      const known = services.find((service) => service === source);
      if (!known) throw new TypeError(`event pattern ${pattern}: not <service>.<StoredType>`);
      const chosen = handler.extras?.reactor;
      const key = typeof chosen === 'string' ? chosen : known;
      const declaration = this.#options.reactors?.[key] ?? {};
      const name = declaration.name ?? (key === known ? `${this.#options.service}-${known}-v1` : key);
      const group = groups.get(name) ?? { name, source: known, declaration, handlers: new Map() };
      group.handlers.set(type.join('.'), handler);
      groups.set(name, group);
    }
    return [...groups.values()];
  }

  #reactionOf(group: Group): Reaction {
    return {
      name: group.name,
      source: group.source,
      types: [...group.handlers.keys()],
      keyOf: group.declaration.keyOf ?? dossierOf,
      handle: async (event, attempt) => {
        const handler = group.handlers.get(event.type);
        if (!handler) throw new TypeError(`no subscriber for ${event.type}`);
        return (await settledValue(handler(event, { attempt }))) as Outcome;
      },
      ...(group.declaration.concurrency === undefined ? {} : { concurrency: group.declaration.concurrency }),
      ...(group.declaration.patience && { patience: group.declaration.patience }),
      ...(group.declaration.gatherMs === undefined ? {} : { gatherMs: group.declaration.gatherMs }),
    };
  }
}
