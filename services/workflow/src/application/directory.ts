import type { AgencyRef, DirectoryDefinition, Named } from '@motcua/contracts';
import { namesOf } from '../domain/dossier/event-names.ts';

export type Agency = DirectoryDefinition['agencies'][number];
export type ListedOfficer = DirectoryDefinition['officers'][number];

const valid = (entry: { validFrom: string; validTo?: string | undefined }, date: string): boolean =>
  entry.validFrom <= date && (entry.validTo === undefined || date <= entry.validTo);

/** Look-ups in the published directory. Names of today; old papers keep theirs in their events. */
export interface Directory {
  readonly version: number;
  readonly publishedAt: string;
  readonly definition: DirectoryDefinition;
  agency(code: string): Agency | undefined;
  agencyRef(code: string): AgencyRef;
  units(agency: string): readonly Named[];
  unit(agency: string, key: string): Named;
  officer(id: string): ListedOfficer | undefined;
  /** Still (and already) there on that local date. */
  officerOn(id: string, date: string): ListedOfficer | undefined;
}

export const directoryOf = (version: number, publishedAt: string, definition: DirectoryDefinition): Directory => {
  const agencies = new Map(definition.agencies.map((agency) => [agency.code, agency]));
  const officers = new Map(definition.officers.map((officer) => [officer.id, officer]));
  const units = new Map(
    definition.agencies.map((agency) => [agency.code, agency.units.map(({ key, name }) => ({ key, ...namesOf(name) }))] as const),
  );
  return {
    version,
    publishedAt,
    definition,
    agency: (code) => agencies.get(code),
    agencyRef: (code) => {
      const agency = agencies.get(code);
      return { code, ...(agency ? namesOf(agency.name) : { name: code }) };
    },
    units: (agency) => units.get(agency) ?? [],
    unit: (agency, key) => units.get(agency)?.find((unit) => unit.key === key) ?? { key, name: key },
    officer: (id) => officers.get(id),
    officerOn: (id, date) => {
      const officer = officers.get(id);
      return officer && valid(officer, date) ? officer : undefined;
    },
  };
};
