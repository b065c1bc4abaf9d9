import type { OfficerUseCase } from './officer-command.ts';
import { sealText } from './people.ts';

export interface CompleteStepBody {
  readonly step: string;
  readonly note?: string | undefined;
}

/** One step after the other; the next one's unit has it then. */
export const completeStep: OfficerUseCase<CompleteStepBody> = {
  name: 'complete-step',
  unknown: ({ step }, { procedure }) =>
    procedure.definition.steps.some(({ key }) => key === step)
      ? []
      : [{ pointer: '/step', code: 'unknown', message: 'not a step of this procedure' }],
  make: ({ step, note }, { officer, at, key, dossier, directory, procedure }) => ({
    type: 'CompleteStep',
    at,
    by: officer.id,
    step,
    ...(note === undefined ? {} : { note: sealText(note, key, dossier.opened.dossierId) }),
    procedure,
    units: directory.units(dossier.opened.competentAgency.code),
  }),
};
