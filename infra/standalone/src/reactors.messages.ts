import type { MessagePort } from 'node:worker_threads';
import type { Environment, Refused, Stopped, ThreadSettings } from './thread.messages.ts';

/** What the thread of the reactors is started with. */
export interface ReactorsData extends ThreadSettings {
  readonly env: Readonly<Record<'tracking' | 'notify', Environment>>;
  /** How it hears of the statuses. */
  readonly statuses: MessagePort;
  readonly oidcIssuer: string;
  /** Who may read metrics, comma-separated. */
  readonly operatorNetworks: string;
}

export type FromReactors =
  /** Where its HTTP listens, on loopback. */
  { readonly kind: 'listening'; readonly url: string } | Refused | Stopped;
