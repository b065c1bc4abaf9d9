import { defaultLimits } from '@motcua/bus';
import { z } from 'zod';

/** An address that may hold a password. */
export const mongoUrl = z
  .string()
  .regex(/^mongodb(\+srv)?:\/\//, 'an address that begins with mongodb:// or mongodb+srv://')
  .meta({ secret: true });

/** Settings of a service that keeps events and read models; spread them into its `z.object`. */
export const enginesConfig = {
  /** Where the events are kept: `esdb://…` or `kurrentdb://…`; without it, a file in the service's folder. */
  MOTCUA_STORE_URL: z
    .string()
    .regex(/^(esdb|kurrentdb)(\+discover)?:\/\//, 'a URL that begins with esdb:// or kurrentdb://')
    .meta({ secret: true })
    .optional(),
  /** Read models on a deployment of the MongoDB protocol; default: SQLite in the data folder. */
  MOTCUA_READ_MODELS_URL: mongoUrl.optional(),
  /** What a clock does that is more than five minutes behind the newest event: it ends the start, or `start`, where it was the other clock that was wrong. */
  MOTCUA_CLOCK_BEHIND: z.enum(['refuse', 'start']).default('refuse'),
  /** An event whose reaction throws is tried eight times, then parked. The pause after the first time, in ms; it doubles, up to 5 s. */
  MOTCUA_REACTION_BACKOFF_MS: z
    .string()
    .regex(/^\d{1,4}$/, 'a whole number of milliseconds')
    .transform(Number)
    .refine((ms) => ms >= 1 && ms <= 5_000, '1 to 5000')
    .default(defaultLimits.backoffMs),
};

const Engines = z.object(enginesConfig);

/** What the openers read of a service's configuration. */
export interface EnginesConfig extends z.infer<typeof Engines> {
  /** Folder of all data; a service keeps its files in `<dir>/<service>/`. */
  readonly MOTCUA_DATA: string;
  /** Code of the province (`H53`). */
  readonly MOTCUA_PROVINCE: string;
}
