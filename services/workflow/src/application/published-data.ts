import { type CalendarPublished, type DirectoryPublished, type ProcedurePublished, workflowCodec } from '@motcua/contracts';
import { codec, type EventStore, type Recorded, Rejection, type SeenStreams, subscribeToFew } from '@motcua/es';
import { type PublishedCalendar, type WorkingCalendar, workingCalendar } from '@motcua/legal-clock';
import type { Appointments } from '../domain/dossier/appointments.ts';
import type { PinnedProcedure } from '../domain/dossier/dossier.commands.ts';
import { appointmentsOf } from './appointments.ts';
import { type Directory, directoryOf } from './directory.ts';

export type PublishedEvent = ProcedurePublished | CalendarPublished | DirectoryPublished;
export interface PublishedProcedure extends PinnedProcedure {
  readonly at: string;
}
export interface CalendarVersion extends PublishedCalendar {
  readonly at: string;
}

/** Procedures, calendars and directory as published: every version, in memory, followed from the service's own log. */
export interface PublishedData {
  /** Of that version; the newest without one. */
  procedure(code: string, version?: number): PublishedProcedure | undefined;
  /** The newest version of each, by code. */
  procedures(): readonly PublishedProcedure[];
  calendars(): readonly CalendarVersion[];
  directory(): Directory | undefined;
  /** Throws `Rejection('calendar-not-covered')` when asked for what is not published. */
  appointments(): Appointments;
  covers(at: number): boolean;
  /** Also called by the one who publishes, so that it holds from the answer on. */
  apply(event: Recorded<PublishedEvent>): void;
  /** Resolves once everything published before now is known. */
  ready(): Promise<void>;
  stop(): void;
}

const refuses: Appointments = (() => {
  const no = (): never => {
    throw new Rejection('calendar-not-covered');
  };
  return { after: no, answerBy: no, afterPause: no, minutesBetween: no, datesBetween: no, isWorking: no, isDayOff: no, nextWorking: no };
})();

const published = codec<PublishedEvent>({
  'ProcedurePublished.v1': workflowCodec['ProcedurePublished.v1'] as never,
  'CalendarPublished.v1': workflowCodec['CalendarPublished.v1'] as never,
  'DirectoryPublished.v1': workflowCodec['DirectoryPublished.v1'] as never,
});

export const publishedData = (store: EventStore, seen: SeenStreams): PublishedData => {
  const procedures = new Map<string, Map<number, PublishedProcedure>>();
  const newest = new Map<string, PublishedProcedure>();
  const calendars = new Map<number, CalendarVersion>();
  let directory: Directory | undefined;
  let calendar: WorkingCalendar | undefined;
  let appointments = refuses;

  const apply = ({ type, data }: Recorded<PublishedEvent>): void => {
    switch (type) {
      case 'ProcedurePublished.v1': {
        const { version, at, definition } = data as ProcedurePublished['data'];
        const versions = procedures.get(definition.code) ?? new Map<number, PublishedProcedure>();
        const entry = { version, at, definition };
        procedures.set(definition.code, versions.set(version, entry));
        if (version >= (newest.get(definition.code)?.version ?? 0)) newest.set(definition.code, entry);
        return;
      }
      case 'CalendarPublished.v1': {
        const { version, at, definition } = data as CalendarPublished['data'];
        if (version < (calendars.get(definition.year)?.version ?? 0)) return;
        calendars.set(definition.year, { version, at, definition });
        calendar = workingCalendar([...calendars.values()]);
        appointments = appointmentsOf(calendar);
        return;
      }
      case 'DirectoryPublished.v1': {
        const { version, at, definition } = data as DirectoryPublished['data'];
        if (version >= (directory?.version ?? 0)) directory = directoryOf(version, at, definition);
        return;
      }
    }
  };

  const stopped = new AbortController();
  const caughtUp = Promise.withResolvers<void>();
  const follow = async (): Promise<void> => {
    const streams = ['procedure-', 'calendar-', 'directory-'];
    for await (const item of subscribeToFew(store, { streams, seen, signal: stopped.signal })) {
      if ('caughtUp' in item) caughtUp.resolve();
      else apply(published.decode(item));
    }
  };
  caughtUp.promise.catch(() => undefined);
  follow().catch((error: unknown) => caughtUp.reject(error));

  return {
    procedure: (code, version) => (version === undefined ? newest.get(code) : procedures.get(code)?.get(version)),
    procedures: () => [...newest.values()].sort((a, b) => (a.definition.code < b.definition.code ? -1 : 1)),
    calendars: () => [...calendars.values()].sort((a, b) => a.definition.year - b.definition.year),
    directory: () => directory,
    appointments: () => appointments,
    covers: (at) => calendar?.covers(at) ?? false,
    apply,
    ready: () => caughtUp.promise,
    stop: () => stopped.abort(),
  };
};
