import type { IssueResult } from '../domain/dossier/dossier.commands.ts';
import type { Dossier } from '../domain/dossier/dossier.state.ts';
import { namesOf } from '../domain/dossier/event-names.ts';
import type { Making, OfficerUseCase } from './officer-command.ts';
import { sealText } from './people.ts';
import type { FieldIssue } from './refused.ts';

export interface IssueResultBody {
  readonly outcome: 'granted' | 'declined';
  readonly reason?: string | undefined;
  readonly documents: readonly string[];
  readonly paperOnly?: boolean | undefined;
  readonly signedBy: string;
  readonly number: string;
}

const collectAt = ({ directory, dossier }: Making): IssueResult['collect'] => {
  const { receivingAgency } = dossier.opened;
  const agency = directory.agency(receivingAgency.code);
  if (!agency?.counter) {
    const { name, nameEn } = agency ? namesOf(agency.name) : receivingAgency;
    return { place: name, ...(nameEn === undefined ? {} : { placeEn: nameEn }), hours: '' };
  }
  const { name, address, hours } = agency.counter;
  return { place: `${name.vi}, ${address}`, placeEn: `${name.en}, ${address}`, hours: hours.vi, hoursEn: hours.en };
};

const unknownDocuments = (documents: readonly string[], dossier: Dossier): readonly FieldIssue[] => {
  const handedIn = new Set(dossier.documents.map((paper) => paper.documentId));
  return documents.flatMap((id, index) =>
    handedIn.has(id) ? [] : [{ pointer: `/documents/${index}`, code: 'unknown', message: 'not a document of this dossier' }],
  );
};

/**
 * The papers of a dossier are what the citizen handed in, and no signed file can be attached yet: none of them is a result. Once they were taken for one:
 * whoever repeats such a call gets its answer.
 */
const notResults = ({ documents }: IssueResultBody): readonly FieldIssue[] =>
  documents.map((_, index) => ({
    pointer: `/documents/${index}`,
    code: 'not-a-result',
    message: 'handed in with the dossier, not a signed result',
  }));

/** Signed, numbered and issued by the signer himself. A refusal on the merits is a declined result with its reason. */
export const issueResult: OfficerUseCase<IssueResultBody> = {
  name: 'issue-result',
  unknown: ({ outcome, reason, documents, paperOnly, signedBy }, { dossier, directory, today }) => {
    const issues: FieldIssue[] = [];
    if (!directory.officerOn(signedBy, today)) issues.push({ pointer: '/signedBy', code: 'unknown', message: 'no such officer' });
    issues.push(...unknownDocuments(documents, dossier));
    if (outcome === 'declined' && reason === undefined)
      issues.push({ pointer: '/reason', code: 'required', message: 'a declined result says why' });
    if (outcome === 'granted' && !paperOnly && documents.length === 0)
      issues.push({ pointer: '/documents', code: 'required', message: 'an electronic result needs its signed file' });
    return issues;
  },
  unfit: notResults,
  permits: ({ signedBy }, officer) => signedBy === officer.id,
  make: ({ outcome, reason, documents, paperOnly = false, signedBy, number }, making) => ({
    type: 'IssueResult',
    at: making.at,
    by: making.officer.id,
    signedBy,
    outcome,
    ...(reason === undefined ? {} : { reason: sealText(reason, making.key, making.dossier.opened.dossierId) }),
    paperOnly,
    documents,
    number,
    collect: collectAt(making),
    procedure: making.procedure,
    appointments: making.ports.published.appointments(),
  }),
};
