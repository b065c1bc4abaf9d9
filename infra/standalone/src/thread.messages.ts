import type { LogLevel } from '@motcua/service-kit/host';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What each of our threads is started with. */
export interface ThreadSettings {
  readonly publicUrl: string;
  readonly logLevel: LogLevel;
}

/** It could not start; `problems` where its configuration is bad. */
export interface Refused {
  readonly kind: 'refused';
  readonly message: string;
  readonly problems?: readonly string[];
}

/** The last that is heard of a thread that was told to stop. */
export interface Stopped {
  readonly kind: 'stopped';
  readonly error?: string;
}

export interface Stop {
  readonly kind: 'stop';
}
