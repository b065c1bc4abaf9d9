import type { SubmissionFiled, SubmissionSupplemented, WithdrawalRequested } from '@motcua/contracts';
import { isRejection, type Recorded } from '@motcua/es';
import { toInstant } from '@motcua/legal-clock';
import type { DossierCommand, OpenDossier } from '../domain/dossier/dossier.commands.ts';
import type { Dossier } from '../domain/dossier/dossier.state.ts';
import { namesOf } from '../domain/dossier/event-names.ts';
import { papersOf } from '../domain/dossier/papers.ts';
import { dossierStream, metadataOf, type WorkflowPorts } from './workflow-ports.ts';

/** What came of an event of intake: carried out (or long since done), or to be tried again when what it needs is there. */
export type Heard = { readonly kind: 'done' } | { readonly kind: 'later'; readonly reason: string };

const done: Heard = { kind: 'done' };
const later = (reason: string): Heard => ({ kind: 'later', reason });

type Ports = Pick<WorkflowPorts, 'dossiers' | 'published' | 'now'>;

/** Event ids derive from the event that caused them: hearing it twice writes it once. */
const carryOut = async (ports: Ports, cause: Recorded, dossierId: string, command: DossierCommand, expected?: 'absent'): Promise<void> => {
  const metadata = metadataOf({
    at: toInstant(ports.now()),
    actor: 'system:intake',
    dossierId,
    causationId: cause.id,
    traceparent: cause.metadata.traceparent,
  });
  const context = { commandId: cause.id, metadata, idempotent: true, ...(expected ? { expected } : {}) };
  await ports.dossiers.handle(dossierStream(dossierId), command, context);
};

/** `SubmissionFiled` opens the dossier of the same id. Waits for a procedure version or a calendar that is not published here yet. */
export const openDossier =
  (ports: Ports) =>
  async (event: Recorded<SubmissionFiled>): Promise<Heard> => {
    const { data } = event;
    const { published } = ports;
    const procedure = published.procedure(data.procedure.code, data.procedure.version);
    const directory = published.directory();
    if (!procedure || !directory) return later('procedure or directory not published');
    if (!published.covers(Date.parse(data.receivedAt))) return later('no calendar covers the day of receipt');
    const papers = new Map(papersOf(data.missing, procedure.definition).map((paper) => [paper.code, paper]));
    const opened: OpenDossier['opened'] = {
      dossierId: data.dossierId,
      requestCode: data.requestCode,
      procedure: { ...data.procedure, ...namesOf(procedure.definition.name) },
      competentAgency: directory.agencyRef(data.agency),
      receivingAgency: directory.agencyRef(data.receivingAgency),
      channel: data.channel,
      receivedAt: data.receivedAt,
      at: toInstant(ports.now()),
      subjectId: data.subjectId,
      language: data.language,
      delivery: { method: data.delivery.method },
      documents: data.documents.map(({ documentId, code, mediaType, bytes }) => ({ documentId, code, mediaType, bytes })),
      missing: data.missing.map((code) => papers.get(code) ?? { code, name: code }),
      sealed: { applicant: data.sealed.applicant, contact: data.sealed.contact },
    };
    try {
      await carryOut(
        ports,
        event,
        data.dossierId,
        { type: 'OpenDossier', opened, procedure, appointments: published.appointments() },
        'absent',
      );
      return done;
    } catch (error) {
      // The answer is due in a year that is published later: it waits for it, visibly, instead of being counted as broken.
      if (isRejection(error) && error.code === 'calendar-not-covered') return later('no calendar covers the end of the intake limit');
      throw error;
    }
  };

/** Supplements and withdrawals may be heard before the dossier stands: its opening may still wait for a procedure. */
const present = async (ports: Ports, dossierId: string): Promise<Dossier | undefined> =>
  (await ports.dossiers.load(dossierStream(dossierId))).state;

export const noteSupplement =
  (ports: Ports) =>
  async (event: Recorded<SubmissionSupplemented>): Promise<Heard> => {
    const { dossierId, supplementId, at, documents } = event.data;
    const dossier = await present(ports, dossierId);
    const procedure = dossier && ports.published.procedure(dossier.procedure.code, dossier.procedure.version);
    if (!procedure) return later('dossier not open yet');
    const papers = documents.map(({ documentId, code, mediaType, bytes }) => ({ documentId, code, mediaType, bytes }));
    const appointments = ports.published.appointments();
    await carryOut(ports, event, dossierId, { type: 'NoteSupplement', at, supplementId, documents: papers, procedure, appointments });
    return done;
  };

export const withdrawDossier =
  (ports: Ports) =>
  async (event: Recorded<WithdrawalRequested>): Promise<Heard> => {
    const { dossierId, requestId, sealed } = event.data;
    if (!(await present(ports, dossierId))) return later('dossier not open yet');
    await carryOut(ports, event, dossierId, { type: 'WithdrawDossier', at: toInstant(ports.now()), requestId, reason: sealed.reason });
    return done;
  };
