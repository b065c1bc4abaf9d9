import type { MessagePort } from 'node:worker_threads';
import type { ProjectionNews } from '@motcua/read-models';
import type { Environment, Refused, Stop, Stopped, ThreadSettings } from './thread.messages.ts';

/** What the thread that folds the statuses is started with. */
export interface StatusesData extends ThreadSettings {
  readonly env: Environment;
  /** The other thread that hears how far they are, besides the one that starts this. */
  readonly other: MessagePort;
}

/** What may be asked of it. */
export type Wish = 'readiness' | 'rebuild' | 'rebuilding' | 'metrics';

export type FromStatuses =
  | { readonly kind: 'news'; readonly news: ProjectionNews }
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failure'; readonly id: number; readonly name: string; readonly message: string }
  | Refused
  | Stopped;

export type ToStatuses = { readonly kind: 'wish'; readonly id: number; readonly wish: Wish } | Stop;
