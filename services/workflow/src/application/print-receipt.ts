import { momentInWords } from '@motcua/legal-clock';
import { mayDo } from '../domain/authorisation/authorisation.ts';
import { agenciesOf, type Officer } from './dossier-view.ts';
import { keyOf, openPerson } from './people.ts';
import { feeWords } from './receipt-words.ts';
import { Refused } from './refused.ts';
import { dossierStream, type WorkflowPorts } from './workflow-ports.ts';

/** What the receipt (form 01: Giấy tiếp nhận hồ sơ và hẹn trả kết quả) says; plain data for the printer. */
export interface Receipt {
  readonly agency: string;
  readonly counter: string;
  readonly counterAddress: string;
  readonly phone: string;
  readonly hours: string;
  readonly code: string;
  readonly requestCode: string;
  readonly procedure: string;
  readonly applicant: string;
  readonly address: string;
  readonly contact: string;
  readonly filedBy: string;
  readonly documents: readonly { readonly name: string; readonly received: boolean }[];
  readonly receivedAt: string;
  readonly dueAt: string;
  readonly provisional: boolean;
  readonly fee: string;
  readonly returnAt: string;
  readonly receiver: string;
  /** Printed where the applicant has neither phone nor national id to look up with. */
  readonly check: string;
  readonly trackingUrl: string;
}

export interface ReceiptPorts {
  readonly trackingUrl: (dossierId: string) => Promise<string | undefined>;
  readonly print: (receipt: Receipt) => Promise<Uint8Array>;
}

const delivery = { counter: 'Tại quầy', post: 'Qua bưu chính', electronic: 'Bản điện tử' } as const;

/** Form 01, from acceptance on. */
export const printReceipt =
  (ports: WorkflowPorts, { trackingUrl, print }: ReceiptPorts) =>
  async ({ dossierId, officer }: { dossierId: string; officer: Officer }): Promise<Uint8Array> => {
    const { state: dossier } = await ports.dossiers.load(dossierStream(dossierId));
    if (!dossier) throw new Refused('not-found');
    if (!mayDo(officer, 'read', agenciesOf(dossier))) throw new Refused('other-agency');
    const { opened, clock, code, acceptedAt } = dossier;
    if (!clock || code === undefined || acceptedAt === undefined) throw new Refused('not-found');
    const [key, url] = await Promise.all([keyOf(ports.keys, dossierId), trackingUrl(dossierId)]);
    if (!key) throw new Refused('gone');
    const { applicant, filedBy, receiptCheck } = openPerson(opened.sealed.applicant, key);
    const directory = ports.published.directory();
    const agency = directory?.agency(opened.receivingAgency.code);
    const accepted = dossier.timeline.find(({ event }) => event === 'DossierAccepted')?.by;
    const papers = ports.published.procedure(dossier.procedure.code, dossier.procedure.version)?.definition.documents ?? [];
    const nameOf = (paper: string) => papers.find((known) => known.code === paper)?.name.vi ?? paper;
    await ports.access.note({ officer: officer.id, agency: officer.agency, dossierId, purpose: 'paper', at: ports.now() });
    return print({
      agency: agency?.name.vi ?? opened.receivingAgency.name,
      counter: agency?.counter?.name.vi ?? dossier.counter?.name ?? '',
      counterAddress: agency?.counter?.address ?? '',
      phone: agency?.counter?.phone ?? '',
      hours: agency?.counter?.hours.vi ?? '',
      code,
      requestCode: opened.requestCode,
      procedure: dossier.procedure.name,
      applicant: applicant.organisation ? `${applicant.fullName} (${applicant.organisation.name})` : applicant.fullName,
      address: applicant.address ?? '',
      contact: [applicant.phone, applicant.email].filter((part) => part !== undefined).join(', '),
      filedBy: filedBy?.fullName ?? '',
      documents: [
        ...[...new Set(dossier.documents.map((paper) => paper.code))].map((paper) => ({ name: nameOf(paper), received: true })),
        ...dossier.missing.map(({ name }) => ({ name, received: false })),
      ],
      receivedAt: momentInWords(Date.parse(clock.startsAt)),
      dueAt: momentInWords(Date.parse(clock.dueAt)),
      provisional: clock.calendar.provisional,
      fee: feeWords(dossier.fee),
      returnAt: delivery[opened.delivery.method],
      receiver: accepted === undefined ? '' : (directory?.officer(accepted)?.name ?? accepted),
      check: receiptCheck ?? '',
      trackingUrl: url ?? '',
    });
  };
