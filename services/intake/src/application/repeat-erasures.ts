import type { PersonalDataErased } from '@motcua/contracts';
import { eventIdOf, instantOf, isVersionConflict, type Recorded } from '@motcua/es';
import type { IntakePorts } from './ports.ts';

type Needs = Pick<IntakePorts, 'keys' | 'store'>;
type Erasure = Awaited<ReturnType<IntakePorts['keys']['erasures']>>[number];

/** Answers whether an event had to be written. */
const repeatOne = async ({ store }: Needs, { subjectId, dossiers, erasedAt }: Erasure): Promise<boolean> => {
  const stream = `subject-${subjectId}`;
  const told = new Set<string>();
  let revision = -1;
  for await (const event of store.read<PersonalDataErased>(stream)) {
    revision = (event as Recorded).revision;
    for (const id of event.data.dossiers) told.add(id);
  }
  const untold = dossiers.filter((id) => !told.has(id));
  if (untold.length === 0) return false;
  const id = eventIdOf(`erasure-ledger:${subjectId}`, revision + 1);
  const data: PersonalDataErased['data'] = {
    subjectId,
    dossiers: untold,
    erasedAt: instantOf(new Date(erasedAt)),
    legalBasis: 'Sổ xóa dữ liệu cá nhân',
    by: 'erasure-ledger',
  };
  const metadata = { at: data.erasedAt, actor: 'system:erasure-ledger', correlationId: subjectId, causationId: id };
  try {
    await store.append(stream, [{ id, type: 'PersonalDataErased.v1', data, metadata }], revision === -1 ? 'absent' : revision);
    return true;
  } catch (error) {
    // Somebody erases this very person at this moment: the others are told.
    if (isVersionConflict(error)) return false;
    throw error;
  }
};

/**
 * At start. A restored backup knows nothing of erasures after it, and a stop between keys and event leaves one untold; the keys are gone either way.
 * What the others still show of these people ends here. Answers how many people that were.
 */
export const repeatErasures = (needs: Needs) => async (): Promise<number> => {
  let people = 0;
  for (const erasure of await needs.keys.erasures()) if (await repeatOne(needs, erasure)) people += 1;
  return people;
};
