import type { RelayedService } from '@motcua/contracts';
import type { EventStore } from '@motcua/es';
import type { Link } from './link.ts';

/** Said once a second by the owner of a log: at `at` (ms since 1970) nothing lay beyond `position`. */
export interface Heartbeat {
  readonly epoch: string;
  readonly position: number;
  readonly at: number;
}

export const heartbeatSubject = (service: RelayedService): string => `motcua.${service}.heartbeat`;

export const startHeartbeat = (link: Link, source: RelayedService, store: EventStore, everyMs: number): { stop(): void } => {
  const beat = async (): Promise<void> => {
    const at = Date.now();
    const position = await store.head();
    const beating: Heartbeat = { epoch: store.epoch, position, at };
    link.now()?.publish(heartbeatSubject(source), JSON.stringify(beating));
  };
  // A store that cannot say its head now says it next time; followers only see their time stand still.
  const timer = setInterval(() => void beat().catch(() => undefined), everyMs);
  return { stop: () => clearInterval(timer) };
};

export const heartbeatFrom = (text: string): Heartbeat | undefined => {
  try {
    const { epoch, position, at } = JSON.parse(text) as Partial<Heartbeat>;
    if (typeof epoch !== 'string' || typeof position !== 'number' || typeof at !== 'number') return undefined;
    return { epoch, position, at };
  } catch {
    return undefined;
  }
};
