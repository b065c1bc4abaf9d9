import type { ProjectionNews } from '@motcua/read-models';
import type { LogLevel } from '@motcua/service-kit';

type Environment = Readonly<Record<string, string | undefined>>;

/** What the thread of the followers is started with. */
export interface FollowersData {
  readonly env: { readonly tracking: Environment; readonly notify: Environment };
  readonly publicUrl: string;
  readonly oidcIssuer: string;
  readonly logLevel: LogLevel;
}

export type FromFollowers =
  | { readonly kind: 'statuses'; readonly news: ProjectionNews }
  /** Where its HTTP listens, on loopback. */
  | { readonly kind: 'listening'; readonly url: string }
  /** It could not start; `problems` where its configuration is bad. */
  | { readonly kind: 'refused'; readonly message: string; readonly problems?: readonly string[] }
  | { readonly kind: 'stopped'; readonly error?: string };

export interface ToFollowers {
  readonly kind: 'stop';
}
