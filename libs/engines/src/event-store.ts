import { join } from 'node:path';
import type { ServiceName } from '@motcua/contracts';
import type { EventStore } from '@motcua/es';
import { sqliteEventStore } from '@motcua/es-sqlite';
import type { EnginesConfig } from './config.ts';

/** A service's events: in `<MOTCUA_DATA>/<service>/events.db`, or in streams of its own (namespace `<province>_<service>`) of a server that others may share. */
export const openEventStore = async (
  { MOTCUA_STORE_URL: url, MOTCUA_PROVINCE: province, MOTCUA_DATA: data }: EnginesConfig,
  service: ServiceName,
): Promise<EventStore> => {
  if (url === undefined) return sqliteEventStore({ file: join(data, service, 'events.db') });
  // Loaded only where it is used: its client takes as much memory as a service.
  const { kurrentdbEventStore } = await import('@motcua/es-kurrentdb');
  return kurrentdbEventStore({ url, namespace: `${province.toLowerCase()}_${service}` });
};
