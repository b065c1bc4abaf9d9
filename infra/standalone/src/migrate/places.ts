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
  /** Whether appends that are under way together are written in the order of the calls. */
  readonly inCallOrder: boolean;
}
export type Places = (service: ServiceName) => Place;

const kurrentdb = /^(esdb|kurrentdb|kurrent|kdb)(\+discover)?:\/\//;

const sqlitePlaces =
  (dataDir: string): Places =>
  (service) => {
    const file = join(dataDir, service, 'events.db');
    return {
      name: `sqlite:${file}`,
      seal: sqliteSeal(file),
      open: () => sqliteEventStore({ file, despiteSeal: true }),
      inCallOrder: true,
    };
  };

const kurrentdbPlaces = async (url: string, province: string): Promise<Places> => {
  // Loaded only where it is used: its client takes as much memory as a service.
  const { kurrentdbEventStore, kurrentdbSeal, withoutPassword } = await import('@motcua/es-kurrentdb');
  return (service) => {
    const at = { url, namespace: `${province.toLowerCase()}_${service}` };
    return {
      name: `${withoutPassword(url)} ${at.namespace}`,
      seal: kurrentdbSeal(at),
      open: () => kurrentdbEventStore(at, { despiteSeal: true }),
      inCallOrder: false,
    };
  };
};

/** `sqlite:DIR` (a data folder with the services' folders), or the URL that the services take as `MOTCUA_STORE_URL`. Throws `UsageError` for anything else. */
export const placesAt = async (option: string, text: string | undefined, province: string): Promise<Places> => {
  if (text === undefined || text === '') throw new UsageError(`${option} is missing: sqlite:DIR, or kurrentdb://…`);
  if (text.startsWith('sqlite:') && text.length > 'sqlite:'.length) return sqlitePlaces(folder(text.slice('sqlite:'.length), '.'));
  if (!kurrentdb.test(text)) throw new UsageError(`${option} is neither sqlite:DIR nor a URL of a KurrentDB or EventStoreDB`);
  if (!/^[A-Za-z]\d{2}$/.test(province)) throw new UsageError(`not a province: ${province}; it is MOTCUA_PROVINCE of the services, as H53`);
  return kurrentdbPlaces(text, province);
};
