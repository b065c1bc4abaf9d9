import { answerSubjectKeys } from './answer-subject-keys.ts';
import { answerTime } from './answer-time.ts';
import { checkForm } from './check-form.ts';
import { assertMayFile } from './check-submission.ts';
import { checkWaitingPapers } from './check-waiting-papers.ts';
import { commandIdOf } from './command-ids.ts';
import { eraseSubject } from './erase-subject.ts';
import { fileSubmission } from './file-submission.ts';
import { findProcedure, findProcedures } from './find-procedures.ts';
import type { CommandCall, IntakePorts } from './ports.ts';
import { printTrackingLink } from './print-tracking-link.ts';
import { readDocument, readSubmission } from './read-submission.ts';
import { findUpload, receiveUpload } from './receive-upload.ts';
import { recordAccess } from './record-access.ts';
import { repeatErasures } from './repeat-erasures.ts';
import { findTrackingLink, replaceTrackingLink } from './replace-tracking-link.ts';
import { requestWithdrawal } from './request-withdrawal.ts';
import { subjectGate } from './subject-gate.ts';
import { supplementSubmission } from './supplement-submission.ts';
import { sweepUploads } from './sweep-uploads.ts';

/** What intake can do: every use case by name. */
export const intakeUseCases = (ports: IntakePorts) => {
  const guarded = { ...ports, gate: subjectGate() };
  const recorded = { ...ports, recordAccess: recordAccess(ports) };
  return {
    findProcedures: findProcedures(ports),
    findProcedure: findProcedure(ports),
    answerTime: answerTime(ports),
    receiveUpload: receiveUpload(ports),
    findUpload: findUpload(ports),
    /** The id that a call's key gives to its upload. */
    uploadIdOf: (call: CommandCall): string => commandIdOf(ports.secrets, '/uploads', call),
    sweepUploads: sweepUploads(ports),
    checkWaitingPapers: checkWaitingPapers(ports),
    assertMayFile,
    checkForm: checkForm(ports),
    fileSubmission: fileSubmission(guarded),
    supplementSubmission: supplementSubmission(ports),
    requestWithdrawal: requestWithdrawal(ports),
    readSubmission: readSubmission(recorded),
    readDocument: readDocument(recorded),
    replaceTrackingLink: replaceTrackingLink(ports),
    printTrackingLink: printTrackingLink(ports),
    findTrackingLink: findTrackingLink(ports),
    eraseSubject: eraseSubject(guarded),
    repeatErasures: repeatErasures(ports),
    answerSubjectKeys: answerSubjectKeys(ports),
  };
};
export type IntakeUseCases = ReturnType<typeof intakeUseCases>;
