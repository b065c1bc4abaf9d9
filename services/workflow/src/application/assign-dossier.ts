import type { Named } from '@motcua/contracts';
import type { Known, OfficerUseCase } from './officer-command.ts';

/** He takes it in the unit that has it, where he belongs to it; else in his own. */
const unitOf = (officer: string, { dossier, directory }: Known): Named => {
  const units = directory.officer(officer)?.units ?? [];
  const agency = dossier.opened.competentAgency.code;
  const present = dossier.unit ?? directory.unit(agency, units[0] ?? agency);
  const [own] = units;
  return own === undefined || units.includes(present.key) ? present : directory.unit(agency, own);
};

/** To an officer of the competent agency. */
export const assignDossier: OfficerUseCase<{ readonly officer: string }> = {
  name: 'assign',
  unknown: ({ officer }, { dossier, directory, today }) =>
    directory.officerOn(officer, today)?.agency === dossier.opened.competentAgency.code
      ? []
      : [{ pointer: '/officer', code: 'unknown', message: 'not an officer of the competent agency' }],
  make: ({ officer }, making) => ({
    type: 'AssignDossier',
    at: making.at,
    by: making.officer.id,
    officer,
    unit: unitOf(officer, making),
  }),
};
