import type { PersonalDataErased } from '@motcua/contracts';
import { eventIdOf, instantOf, isEventIdReused, isVersionConflict, type Recorded, Rejection } from '@motcua/es';
import { fingerprintOf } from '@motcua/sealing';
import { commandIdOf } from './command-ids.ts';
import { metadataOf } from './metadata.ts';
import type { CommandCall, IntakePorts } from './ports.ts';
import { busy, keyReused, notFound } from './refusals.ts';
import { maybeFilingMs, type SubjectGate } from './subject-gate.ts';

export interface EraseSubject extends CommandCall {
  readonly subjectId: string;
  readonly officer: string;
  readonly legalBasis: string;
  readonly reason: string;
}

export interface ErasedSubject {
  readonly subjectId: string;
  readonly erasedAt: string;
  readonly dossiers: readonly string[];
  /** Compact JWS (EdDSA) over the three members above and the legal basis. */
  readonly certificate: string;
  readonly position: number;
  readonly replayed: boolean;
}

type Needs = IntakePorts & { readonly gate: SubjectGate };
type Erased = Recorded<PersonalDataErased>;

const readSubject = async ({ store }: Needs, stream: string): Promise<readonly Erased[]> => {
  const events: Erased[] = [];
  for await (const event of store.read<PersonalDataErased>(stream)) events.push(event);
  return events;
};

const answerOf = async ({ signer }: Needs, event: PersonalDataErased, position: number, replayed: boolean): Promise<ErasedSubject> => {
  const { subjectId, erasedAt, dossiers, legalBasis } = event.data;
  // Nothing but what is stored goes in, so that a repeat gives the same certificate.
  const certificate = await signer.sign({ subjectId, erasedAt, dossiers, legalBasis }, 'erasure-certificate+jwt');
  return { subjectId, erasedAt, dossiers, certificate, position, replayed };
};

/** A dossier that workflow has not opened yet, or not ended, is open. A key without a submission holds nobody back once its filing must have failed. */
const openDossiers = async ({ keys, standings, submissions, now }: Needs, subjectId: string): Promise<readonly string[]> => {
  const open: string[] = [];
  const maybeFiling = new Set(await keys.createdSince(subjectId, new Date(now().getTime() - maybeFilingMs)));
  for (const dossierId of await keys.dossiersOf(subjectId)) {
    if ((await standings.standingOf(dossierId))?.ended) continue;
    if ((await submissions.load(`submission-${dossierId}`)).state !== 'absent') open.push(dossierId);
    else if (maybeFiling.has(dossierId)) throw busy();
  }
  return open;
};

const eraseNow = async (needs: Needs, input: EraseSubject, commandId: string, fingerprint: string): Promise<ErasedSubject> => {
  const { subjectId, legalBasis, officer } = input;
  const stream = `subject-${subjectId}`;
  const before = await readSubject(needs, stream);
  const mine = before.find(({ id }) => id === eventIdOf(commandId, 0));
  if (mine) {
    if (mine.metadata.fingerprint !== fingerprint) throw keyReused();
    return answerOf(needs, mine, mine.position, true);
  }
  const open = await openDossiers(needs, subjectId);
  if (open.length > 0) throw new Rejection('dossier-open', { state: 'open', allowed: [], dossiers: open });
  const now = needs.now();
  const { dossiers } = await needs.keys.destroySubject(subjectId, now);
  if (dossiers.length === 0) throw notFound();
  const at = instantOf(now);
  const event: PersonalDataErased = {
    type: 'PersonalDataErased.v1',
    data: { subjectId, dossiers: [...dossiers], erasedAt: at, legalBasis, by: officer },
  };
  const metadata = metadataOf(input, at, subjectId, commandId, fingerprint);
  const last = before.at(-1);
  const { position } = await needs.store.append(stream, [{ id: eventIdOf(commandId, 0), ...event, metadata }], last?.revision ?? 'absent');
  return answerOf(needs, event, position, false);
};

/**
 * Erases a person: keys first (ledger, key file, its log), then the event that tells the others, then a signed certificate.
 * A stop in between is made good by the same key again. Refuses with 404, 409 `dossier-open`, 422, 503 while a filing of that person may be under way.
 */
export const eraseSubject =
  (needs: Needs) =>
  async (input: EraseSubject): Promise<ErasedSubject> => {
    const commandId = commandIdOf(needs.secrets, '/subjects/erasure', input, input.subjectId);
    const { legalBasis, reason } = input;
    const fingerprint = fingerprintOf(needs.secrets.ids, { legalBasis, reason });
    const erase = () => needs.gate.erase(input.subjectId, () => eraseNow(needs, input, commandId, fingerprint));
    return needs.turns.take(`subject-${input.subjectId}`, async () => {
      try {
        return await erase();
      } catch (error) {
        // Another instance was faster on the same stream: what it wrote is read now.
        if (isVersionConflict(error) || isEventIdReused(error)) return erase();
        throw error;
      }
    });
  };
