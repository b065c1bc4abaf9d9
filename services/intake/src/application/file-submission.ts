import { randomBytes, randomInt } from 'node:crypto';
import type { SealedForm, SubmissionFiled } from '@motcua/contracts';
import { eventIdOf, instantOf, isEventIdReused, isVersionConflict, Rejection } from '@motcua/es';
import { KeyDestroyed, KeyOfAnother } from '@motcua/keys';
import { fingerprintOf, requestCodeOf, seal, subjectIdOf } from '@motcua/sealing';
import { localDateOf } from '../domain/local-date.ts';
import type { Language } from '../domain/procedure/form-error.ts';
import { applicantBlock, contactBlock, identityOf, lookupBlock, needsReceiptCheck } from '../domain/submission/sealed-blocks.ts';
import type { SubmissionBody } from '../domain/submission/submission.body.ts';
import { type BoundPapers, bindUploads } from './bind-uploads.ts';
import { type CheckedSubmission, checkSubmission } from './check-submission.ts';
import { commandIdOf } from './command-ids.ts';
import { byOf, metadataOf } from './metadata.ts';
import type { CommandCall, IntakePorts } from './ports.ts';
import { busy, erased, keyReused, trackingSecretGone } from './refusals.ts';
import { longestFilingMs, type SubjectGate } from './subject-gate.ts';
import { derivedLink, newLink, type TrackingLink } from './tracking-links.ts';

export interface FileSubmission extends CommandCall {
  readonly body: SubmissionBody;
  /** Of the answer's texts, and of the messages where the body names none. */
  readonly language: Language;
}

export interface FiledSubmission {
  readonly id: string;
  readonly requestCode: string;
  readonly tracking: TrackingLink;
  readonly receivedAt: string;
  /** Of the event in intake's log. */
  readonly position: number;
  /** The same key and body were answered before. */
  readonly replayed: boolean;
}

/** An e-form's share of the 512 KiB that one append may have. */
const largestForm = 256 * 1024;

type Needs = IntakePorts & { readonly gate: SubjectGate };

/** The stored answer for a key that was used before; undefined where it was not. */
const findFiled = async (needs: Needs, dossierId: string, body: SubmissionBody): Promise<FiledSubmission | undefined> => {
  const stream = `submission-${dossierId}`;
  const { state, position } = await needs.submissions.loadAsOf(stream, 0);
  if (state === 'absent') return undefined;
  const key = (await needs.keys.keysOf([dossierId])).get(dossierId);
  if (!key) throw erased();
  const { requestCode, receivedAt, fingerprint, tracking } = state.filed;
  if (fingerprintOf(key, body) !== fingerprint) throw keyReused();
  const link = derivedLink(needs, dossierId, tracking);
  if (!link) throw trackingSecretGone();
  return { id: dossierId, requestCode, tracking: link, receivedAt, position: position ?? 0, replayed: true };
};

/** Made and synced before anything is sealed with it. A key left by a filing that failed, of another person, is replaced. */
const dossierKey = async (needs: Needs, dossierId: string, subjectId: string, body: SubmissionBody): Promise<Uint8Array> => {
  try {
    return await needs.keys.create(dossierId, subjectId);
  } catch (error) {
    if (error instanceof KeyDestroyed) throw erased();
    if (!(error instanceof KeyOfAnother)) throw error;
    if (await findFiled(needs, dossierId, body)) throw keyReused();
    await needs.keys.remove([dossierId]);
    return needs.keys.create(dossierId, subjectId);
  }
};

const sealedForm = ({ form, warnings }: CheckedSubmission, key: Uint8Array, dossierId: string): string => {
  const sealed = seal({ form, warnings: [...warnings] } satisfies SealedForm, key, dossierId);
  if (sealed.length > (largestForm * 4) / 3) throw new Rejection('too-large');
  return sealed;
};

const eventOf = (
  input: FileSubmission,
  checked: CheckedSubmission,
  dossier: {
    readonly id: string;
    readonly key: Uint8Array;
    readonly subjectId: string;
    readonly requestCode: string;
    readonly receivedAt: string;
    readonly tracking: SubmissionFiled['data']['tracking'];
    readonly documents: SubmissionFiled['data']['documents'];
  },
): SubmissionFiled => {
  const { body } = input;
  const { id, key } = dossier;
  const { definition, version } = checked.procedure;
  const language = body.notify?.language ?? input.language;
  const receiptCheck = needsReceiptCheck(body.applicant) ? String(randomInt(10_000)).padStart(4, '0') : undefined;
  const salt = randomBytes(16).toString('base64url');
  return {
    type: 'SubmissionFiled.v1',
    data: {
      dossierId: id,
      requestCode: dossier.requestCode,
      procedure: { code: definition.code, name: definition.name.vi, nameEn: definition.name.en, version },
      agency: body.agency,
      receivingAgency: checked.receivingAgency,
      channel: body.channel,
      receivedAt: dossier.receivedAt,
      by: byOf(input.actor),
      subjectId: dossier.subjectId,
      language,
      tracking: dossier.tracking,
      delivery: { method: body.delivery?.method ?? 'counter' },
      documents: dossier.documents,
      missing: [...checked.missing],
      fingerprint: fingerprintOf(key, body),
      sealed: {
        applicant: seal(applicantBlock(body, receiptCheck), key, id),
        form: sealedForm(checked, key, id),
        lookup: seal(lookupBlock(body, receiptCheck, salt), key, id),
        contact: seal(contactBlock(body, language), key, id),
      },
    },
  };
};

const fileNew = async (
  needs: Needs,
  input: FileSubmission,
  checked: CheckedSubmission,
  dossierId: string,
  subjectId: string,
): Promise<FiledSubmission> => {
  const { body } = input;
  const begun = needs.now().getTime();
  const key = await dossierKey(needs, dossierId, subjectId, body);
  const none: BoundPapers = { documents: [], settle: () => undefined };
  const papers = body.documents?.length
    ? await bindUploads(needs, input, dossierId, { id: dossierId, key, documents: [] }, body.documents)
    : none;
  const { link, tracking } = newLink(needs, dossierId, 1);
  const receivedAt = instantOf(needs.now());
  const requestCode = requestCodeOf(needs.secrets.codes, dossierId);
  const event = eventOf(input, checked, { id: dossierId, key, subjectId, requestCode, receivedAt, tracking, documents: papers.documents });
  const metadata = metadataOf(input, receivedAt, dossierId, dossierId);
  if (needs.now().getTime() - begun > longestFilingMs) throw busy();
  const { position } = await needs.store.append(
    `submission-${dossierId}`,
    [{ id: eventIdOf(dossierId, 0), type: event.type, data: event.data, metadata }],
    'absent',
  );
  needs.handOutKey(dossierId, key);
  papers.settle();
  return { id: dossierId, requestCode, tracking: link, receivedAt, position, replayed: false };
};

const fileOnce = async (needs: Needs, input: FileSubmission, dossierId: string, later: boolean): Promise<FiledSubmission> => {
  const { body } = input;
  const filed = () => findFiled(needs, dossierId, body);
  // Somebody with the same key went first just now, or papers would be bound: look before anything is done.
  const before = later || body.documents?.length ? await filed() : undefined;
  if (before) return before;
  let checked: CheckedSubmission;
  try {
    checked = checkSubmission(needs.catalogue, body, input.actor, input.language, localDateOf(needs.now()));
  } catch (refusal) {
    // What was accepted under yesterday's form is answered as yesterday.
    const answered = await filed();
    if (answered) return answered;
    throw refusal;
  }
  const subjectId = subjectIdOf(needs.secrets.subjects, identityOf(body.applicant));
  try {
    return await needs.gate.file(subjectId, () => fileNew(needs, input, checked, dossierId, subjectId));
  } catch (error) {
    // The key's own event stands there (its sealed blocks are never the same twice), or another caller's of the same id.
    if (!isEventIdReused(error) && !isVersionConflict(error)) throw error;
    const answered = await filed();
    if (answered) return answered;
    throw error;
  }
};

/**
 * Takes in a submission, once per key: one synced key, one synced event. Equal requests in parallel wait for the first and get its answer.
 * Refuses with 400 and pointers, 401, 403, 409 `upload-taken` and `upload-refused`, 410 `gone`, 413, 422 `idempotency-key-reused`, 503.
 */
export const fileSubmission =
  (needs: Needs) =>
  async (input: FileSubmission): Promise<FiledSubmission> => {
    const dossierId = commandIdOf(needs.secrets, '/submissions', input);
    const name = `submission-${dossierId}`;
    const later = needs.turns.isBusy(name);
    return needs.turns.take(name, () => fileOnce(needs, input, dossierId, later));
  };
