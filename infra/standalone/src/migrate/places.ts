import { join } from 'node:path';
import type { ServiceName } from '@motcua/contracts';
import type { EventStore, StoreSeal } from '@motcua/es';
import { sqliteEventStore, sqliteSeal } from '@motcua/es-sqlite';
import { folder, UsageError } from '../arguments.ts';

/** Where one service's events lie. */
export interface Place {
  /** For people and for the other side's seal: no credentials in it. */
  readonly name: string;
  readonly seal: StoreSeal;
  /** Opens it, sealed or not, and makes one that is not there. */
  open(): Promise<EventStore>;
}
export type Places = (service: ServiceName) => Place;

const kurrentdb = /^(esdb|kurrentdb|kurrent|kdb)(\+discover)?:\/\//;

export const sqlitePlace = (file: string): Place => ({
  name: `sqlite:${file}`,
  seal: sqliteSeal(file),
  open: () => sqliteEventStore({ file, despiteSeal: true }),
});

/** By namespace. */
export const kurrentdbPlaces = async (url: string): Promise<(namespace: string) => Place> => {
  // Loaded only where it is used: its client takes as much memory as a service.
  const { kurrentdbEventStore, kurrentdbSeal, withoutPassword } = await import('@motcua/es-kurrentdb');
  return (namespace) => ({
    name: `${withoutPassword(url)} ${namespace}`,
    seal: kurrentdbSeal({ url, namespace }),
    open: () => kurrentdbEventStore({ url, namespace }, { despiteSeal: true }),
  });
};

/** `sqlite:DIR` (a data folder with the services' folders), or the URL that the services take as `MOTCUA_STORE_URL`. Throws `UsageError` for anything else. */
export const placesAt = async (option: string, text: string | undefined, province: string): Promise<Places> => {
  if (text === undefined || text === '') throw new UsageError(`${option} is missing: sqlite:DIR, or kurrentdb://…`);
  if (text.startsWith('sqlite:') && text.length > 'sqlite:'.length) {
    const dataDir = folder(text.slice('sqlite:'.length), '.');
    return (service) => sqlitePlace(join(dataDir, service, 'events.db'));
  }
  if (!kurrentdb.test(text)) throw new UsageError(`${option} is neither sqlite:DIR nor a URL of a KurrentDB or EventStoreDB`);
  if (!/^[A-Za-z]\d{2}$/.test(province)) throw new UsageError(`not a province: ${province}; it is MOTCUA_PROVINCE of the services, as H53`);
  const at = await kurrentdbPlaces(text);
  return (service) => at(`${province.toLowerCase()}_${service}`);
};
