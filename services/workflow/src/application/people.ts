import { SealedApplicant } from '@motcua/contracts';
import { maskName, type SubjectKeys, seal, unseal } from '@motcua/sealing';

/** What an officer of the agency sees of the person; absent once the keys are destroyed. */
export type Person = SealedApplicant;

/** The key of one dossier; undefined where it was erased. Fails with the bus's own error where intake cannot be asked. */
export const keyOf = async (keys: SubjectKeys, dossierId: string): Promise<Uint8Array | undefined> =>
  (await keys.keysOf([dossierId])).get(dossierId);

export const openPerson = (applicant: string, key: Uint8Array): Person => SealedApplicant.parse(unseal(applicant, key));

export const sealText = (text: string, key: Uint8Array, dossierId: string): string => seal(text, key, dossierId);
export const openText = (jwe: string, key: Uint8Array): string => String(unseal<unknown>(jwe, key));

/** Who fetched the result. `masked` is what the citizen's message may say. */
export interface Receiver {
  readonly name: string;
  readonly masked: string;
  readonly idNumber?: string;
}
export const sealReceiver = (
  { name, idNumber }: { name: string; idNumber?: string | undefined },
  key: Uint8Array,
  dossierId: string,
): string => seal({ name, masked: maskName(name), ...(idNumber === undefined ? {} : { idNumber }) } satisfies Receiver, key, dossierId);
export const openReceiver = (jwe: string, key: Uint8Array): Receiver => unseal<Receiver>(jwe, key);
