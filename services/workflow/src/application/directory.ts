import type { DirectoryDefinition } from '@motcua/contracts';
import type { AgencyName, Named } from '../domain/dossier/dossier.commands.ts';

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
  agencyName(code: string): AgencyName;
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
    definition.agencies.map((agency) => [agency.code, agency.units.map((unit) => ({ key: unit.key, name: unit.name.vi }))] as const),
  );
  return {
    version,
    publishedAt,
    definition,
    agency: (code) => agencies.get(code),
    agencyName: (code) => ({ code, name: agencies.get(code)?.name.vi ?? code }),
    units: (agency) => units.get(agency) ?? [],
    unit: (agency, key) => units.get(agency)?.find((unit) => unit.key === key) ?? { key, name: key },
    officer: (id) => officers.get(id),
    officerOn: (id, date) => {
      const officer = officers.get(id);
      return officer && valid(officer, date) ? officer : undefined;
    },
  };
};
