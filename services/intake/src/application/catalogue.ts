import type { DirectoryDefinition, ProcedureDefinition } from '@motcua/contracts';
import { fromInstant, type PublishedCalendar, type WorkingCalendar, workingCalendar } from '@motcua/legal-clock';
import { compileForm, type FormCheck } from '../domain/procedure/form-schema.ts';
import type { CatalogueDocument } from '../projections/catalogue/catalogue.document.ts';

/** A procedure at its newest version, its form compiled once. */
export interface PublishedProcedure {
  readonly definition: ProcedureDefinition;
  readonly version: number;
  readonly checkForm: FormCheck;
  readonly papers: ReadonlySet<string>;
  /** Competent agencies, by code. */
  readonly agencies: ReadonlySet<string>;
}
export type Agency = DirectoryDefinition['agencies'][number];

/** What is published, in memory: a filing looks nothing up. */
export interface Catalogue {
  readonly procedure: (code: string) => PublishedProcedure | undefined;
  readonly procedures: () => readonly PublishedProcedure[];
  readonly agency: (code: string) => Agency | undefined;
  /** Whether nothing is worked on that date (`YYYY-MM-DD`); a date that no published calendar covers is none. */
  readonly isDayOff: (date: string) => boolean;
  /** Working time over the published calendars; throws `CalendarNotCovered` outside of them. */
  readonly calendar: () => WorkingCalendar;
  /** False until procedures and a directory are there. */
  readonly isReady: () => boolean;
  /** Takes over what was published anew. Names the documents that cannot be used. */
  readonly take: (documents: readonly CatalogueDocument[]) => readonly string[];
}

export const inMemoryCatalogue = (): Catalogue => {
  const definitions = new Map<
    string,
    { readonly definition: ProcedureDefinition; readonly version: number; readonly checkForm: FormCheck }
  >();
  const directories = new Map<string, DirectoryDefinition>();
  let calendars: ReadonlyMap<number, PublishedCalendar> = new Map();
  let working = workingCalendar([]);
  let agencies = new Map<string, Agency>();
  let procedures = new Map<string, PublishedProcedure>();

  const takeOne = (document: CatalogueDocument): void => {
    if (document.kind === 'directory') directories.set(document.definition.province, document.definition);
    if (document.kind === 'calendar') {
      const known = new Map(calendars).set(document.definition.year, document);
      working = workingCalendar([...known.values()]);
      calendars = known;
    }
    if (document.kind !== 'procedure') return;
    const { definition, version } = document;
    definitions.set(definition.code, { definition, version, checkForm: compileForm(definition.form.schema) });
  };
  const join = (): void => {
    agencies = new Map([...directories.values()].flatMap(({ agencies: all }) => all.map((agency) => [agency.code, agency] as const)));
    const communes = [...agencies.values()].filter(({ kind }) => kind === 'commune').map(({ code }) => code);
    procedures = new Map(
      [...definitions.values()].map((entry) => {
        const { definition } = entry;
        const competent = new Set(definition.agencies.length > 0 ? definition.agencies : communes);
        return [definition.code, { ...entry, papers: new Set(definition.documents.map(({ code }) => code)), agencies: competent }] as const;
      }),
    );
  };
  return {
    procedure: (code) => procedures.get(code),
    procedures: () => [...procedures.values()],
    agency: (code) => agencies.get(code),
    isDayOff: (date) => {
      const at = fromInstant(`${date}T00:00:00+07:00`);
      return working.covers(at) && working.isDayOff(at);
    },
    calendar: () => working,
    isReady: () => procedures.size > 0 && agencies.size > 0,
    take: (documents) => {
      const refused: string[] = [];
      for (const document of documents) {
        try {
          takeOne(document);
        } catch {
          refused.push(document.kind === 'procedure' ? document.definition.code : document.kind);
        }
      }
      join();
      return refused;
    },
  };
};
