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
};

const Engines = z.object(enginesConfig);

/** What the openers read of a service's configuration. */
export interface EnginesConfig extends z.infer<typeof Engines> {
  /** Folder of all data; a service keeps its files in `<dir>/<service>/`. */
  readonly MOTCUA_DATA: string;
  /** Code of the province (`H53`). */
  readonly MOTCUA_PROVINCE: string;
}
