import type { refusalReasons } from '@motcua/contracts';
import type { OfficerUseCase } from './officer-command.ts';
import { sealText } from './people.ts';

export interface RefuseBody {
  readonly reason: (typeof refusalReasons)[number];
  readonly note: string;
  readonly rightAgency?: string | undefined;
}

/** Not taken in. `wrongAgency` names the right one. */
export const refuseDossier: OfficerUseCase<RefuseBody> = {
  name: 'refuse',
  unknown: ({ reason, rightAgency }, { directory }) => {
    if (rightAgency !== undefined && !directory.agency(rightAgency))
      return [{ pointer: '/rightAgency', code: 'unknown', message: 'no such agency' }];
    if (reason === 'wrongAgency' && rightAgency === undefined)
      return [{ pointer: '/rightAgency', code: 'required', message: 'a refusal for the wrong agency names the right one' }];
    return [];
  },
  make: ({ reason, note, rightAgency }, { officer, at, key, dossier, directory }) => ({
    type: 'RefuseDossier',
    at,
    by: officer.id,
    reason,
    note: sealText(note, key, dossier.opened.dossierId),
    ...(rightAgency === undefined ? {} : { rightAgency: directory.agencyRef(rightAgency) }),
  }),
};
