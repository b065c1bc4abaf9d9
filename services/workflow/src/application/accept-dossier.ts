import { SealedForm } from '@motcua/contracts';
import { unseal } from '@motcua/sealing';
import { feeOf, feesDependOnForm } from './fee.ts';
import type { Making, OfficerUseCase } from './officer-command.ts';

/** Fees may depend on what was declared; a procedure without such conditions needs no look at the form. Undefined, too, where none can be read. */
const declared = async ({ procedure, dossier, key, ports }: Making): Promise<SealedForm['form'] | undefined> => {
  if (!feesDependOnForm(procedure.definition)) return undefined;
  const sealed = await ports.sealedForm(dossier.opened.dossierId);
  return sealed === undefined ? undefined : SealedForm.safeParse(unseal(sealed, key)).data?.form;
};

/** Where the officer works: his token's unit, else his first in the directory. */
const counterOf = ({ officer, directory }: Making) => {
  const listed = directory.officer(officer.id);
  const unit = officer.unit ?? listed?.units[0];
  return directory.unit(officer.agency, unit ?? directory.units(officer.agency)[0]?.key ?? officer.agency);
};

/** Taken in: the dossier gets its code, its procedure version and its appointment. */
export const acceptDossier: OfficerUseCase<Record<string, never>> = {
  name: 'accept',
  pins: true,
  make: async (_body, making) => {
    const { procedure, at, officer, dossier, ports } = making;
    const { competentAgency, dossierId } = dossier.opened;
    const appointments = ports.published.appointments();
    // Refused before a code is spent on it.
    appointments.after(at, procedure.definition.legalTime, dossier.opened.receivedAt);
    const fee = feeOf(procedure.definition, await declared(making), dossier.opened.receivedAt, appointments);
    const code = await ports.codes(competentAgency.code, dossierId, Date.parse(at));
    return { type: 'AcceptDossier', at, by: officer.id, code, procedure, holder: counterOf(making), fee, appointments };
  },
};
