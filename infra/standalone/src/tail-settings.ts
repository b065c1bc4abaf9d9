import { type TailSettings, type TailStorage, tailSettingsOf } from '@motcua/bus-nats';
import { natsConfig, parseEnvironment } from '@motcua/service-kit';
import { z } from 'zod';

/** More than this for a stream was meant for a disk. */
const mostInMemory = 64 * 1024 * 1024;

const Settings = z.object(natsConfig).pick({
  MOTCUA_NATS_TAIL_BYTES: true,
  MOTCUA_NATS_TAIL_STORAGE: true,
  MOTCUA_NATS_TAIL_REPLICAS: true,
});

/** How the streams are to be, as the environment says. Throws `BadConfiguration`. */
export const tailSettings = (env: Readonly<Record<string, string | undefined>>): TailSettings =>
  tailSettingsOf(parseEnvironment(Settings, env));

export type TailsBesideServices = TailSettings & { readonly tailStorage: TailStorage };

/**
 * The same for the one server that `up` starts. It ends with the services, whose logs keep everything: unless told otherwise its tails are in
 * memory, since nothing is gained by a second copy on the disk. Throws `BadConfiguration`.
 */
export const tailsBesideServices = (env: Readonly<Record<string, string | undefined>>): TailsBesideServices => {
  const told = tailSettings(env);
  return { tailStorage: (told.tailBytes ?? 0) > mostInMemory ? 'file' : 'memory', ...told, replicas: 1 };
};
