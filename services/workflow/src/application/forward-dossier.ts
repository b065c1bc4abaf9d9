import { forwardableUnits } from './dossier-view.ts';
import type { OfficerUseCase } from './officer-command.ts';

/** To a unit that does the procedure's steps. */
export const forwardDossier: OfficerUseCase<{ readonly unit: string }> = {
  name: 'forward',
  unknown: ({ unit }, { dossier, procedure, directory }) =>
    forwardableUnits(dossier, procedure, directory).includes(unit)
      ? []
      : [{ pointer: '/unit', code: 'unknown', message: 'not a unit that works on this procedure' }],
  make: ({ unit }, { officer, at, dossier, directory, procedure }) => ({
    type: 'ForwardDossier',
    at,
    by: officer.id,
    unit: directory.unit(dossier.opened.competentAgency.code, unit),
    procedure,
  }),
};
