import type { ProjectionNews } from '@motcua/read-models';
import type { LogLevel } from '@motcua/service-kit';

type Environment = Readonly<Record<string, string | undefined>>;

export type FollowerName = 'tracking' | 'notify';

/** What a follower's thread is started with. */
export interface FollowerData {
  readonly service: FollowerName;
  readonly env: Environment;
  /** Added to the niceness of its threads, 0–19: what may wait leaves the processor to those who wait for an answer. */
  readonly niceness: number;
  readonly publicUrl: string;
  readonly oidcIssuer: string;
  readonly logLevel: LogLevel;
  /** Who may read metrics, comma-separated. */
  readonly operatorNetworks: string;
}

export type FromFollower =
  | { readonly kind: 'statuses'; readonly news: ProjectionNews }
  /** Where its HTTP listens, on loopback. */
  | { readonly kind: 'listening'; readonly url: string }
  /** It could not start; `problems` where its configuration is bad. */
  | { readonly kind: 'refused'; readonly message: string; readonly problems?: readonly string[] }
  | { readonly kind: 'stopped'; readonly error?: string };

export interface ToFollower {
  readonly kind: 'stop';
}
