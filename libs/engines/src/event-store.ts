import { join } from 'node:path';
import type { ServiceName } from '@motcua/contracts';
import type { EventStore } from '@motcua/es';
import { sqliteEventStore } from '@motcua/es-sqlite';
import { measuredEventStore } from '@motcua/telemetry';
import type { EnginesConfig } from './config.ts';
import type { Observed } from './observed.ts';
import { refuseWrongClock } from './refuse-wrong-clock.ts';
import { watchDisk } from './watch-disk.ts';

/** A follower's appends are answers to events; nobody sits waiting for one. */
const followerGatherMs = 50;

const open = async (
  { MOTCUA_STORE_URL: url, MOTCUA_PROVINCE: province, MOTCUA_DATA: data }: EnginesConfig,
  service: ServiceName,
  follows: boolean,
) => {
  const namespace = `${province.toLowerCase()}_${service}`;
  if (url === undefined) {
    const file = join(data, service, 'events.db');
    return {
      system: 'sqlite',
      store: await sqliteEventStore({ file, namespace, ...(follows ? { writtenIn: 'here', gatherMs: followerGatherMs } : {}) }),
    };
  }
  // Loaded only where it is used: its client takes as much memory as a service.
  const { kurrentdbEventStore } = await import('@motcua/es-kurrentdb');
  return { system: 'kurrentdb', store: await kurrentdbEventStore({ url, namespace }) };
};

/**
 * A service's events: in `<MOTCUA_DATA>/<service>/events.db`, or in streams of its own (namespace `<province>_<service>`) of a server that others may share.
 * Throws `ClockBehind`, see `refuseWrongClock`.
 */
export const openEventStore = async (
  config: EnginesConfig,
  service: ServiceName,
  { metrics, telemetry, follows = false }: Observed,
): Promise<EventStore> => {
  const { system, store } = await open(config, service, follows);
  await refuseWrongClock(store, service, config, Date.now()).catch(async (error: unknown) => {
    await store.close();
    throw error;
  });
  watchDisk(config.MOTCUA_DATA, metrics);
  const measured = measuredEventStore(store, metrics, system, service);
  return telemetry ? telemetry.eventStore(measured, system) : measured;
};
