import { type TailSettings, type TailStorage, tailSettingsOf } from '@motcua/bus-nats';
import { natsConfig, parseEnvironment } from '@motcua/service-kit';
import { z } from 'zod';

/** Of the server that `up` starts: it ends with the services, whose logs keep everything, so that nothing is gained by a second copy on the disk. */
export const storageBesideServices: TailStorage = 'memory';

const Settings = z.object(natsConfig).pick({
  MOTCUA_NATS_TAIL_BYTES: true,
  MOTCUA_NATS_TAIL_STORAGE: true,
  MOTCUA_NATS_TAIL_REPLICAS: true,
});

/** How the streams are to be: as the environment says, else kept in `storage`. Throws `BadConfiguration`. */
export const tailSettings = (env: Readonly<Record<string, string | undefined>>, storage: TailStorage): TailSettings => ({
  tailStorage: storage,
  ...tailSettingsOf(parseEnvironment(Settings, env)),
});
