import { enginesConfig } from '@motcua/engines';
import { serviceConfig } from '@motcua/service-kit/host';
import { z } from 'zod';

const count = (from: number, to: number) =>
  z
    .string()
    .regex(/^\d{1,7}$/, 'a whole number')
    .transform(Number)
    .refine((value) => value >= from && value <= to, `${from} to ${to}`);

/** Settings of tracking. Files lie in `<MOTCUA_DATA>/tracking/`. */
export const TrackingConfig = z.object({
  ...serviceConfig,
  ...enginesConfig,
  /** Event streams of `/status/stream` open at once. */
  MOTCUA_TRACKING_STREAMS: count(0, 100_000).default(1_000),
  /** Milliseconds between two heartbeats of an event stream. */
  MOTCUA_TRACKING_HEARTBEAT_MS: count(100, 60_000).default(15_000),
});
export type TrackingConfig = z.infer<typeof TrackingConfig>;
