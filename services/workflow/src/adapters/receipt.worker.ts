import { createRequire } from 'node:module';
import { parentPort } from 'node:worker_threads';
import PDFDocument from 'pdfkit';
import QRCode from 'qrcode';
import type { Receipt } from '../application/print-receipt.ts';
import { receiptTemplate as words } from './receipt-template.ts';

export interface PrintRequest {
  readonly id: number;
  readonly receipt: Receipt;
}
export type PrintAnswer = { readonly id: number; readonly pdf: Uint8Array } | { readonly id: number; readonly failed: string };

const fonts = createRequire(import.meta.url);
const regular = fonts.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf');
const bold = fonts.resolve('dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf');
const left = 50;
const width = 495;

type Page = InstanceType<typeof PDFDocument>;

const heading = (page: Page, receipt: Receipt): void => {
  const top = page.y;
  page.font('bold').fontSize(9).text(receipt.agency.toUpperCase(), left, top, { width: 220, align: 'center' });
  page.font('regular').text(receipt.counter, left, page.y, { width: 220, align: 'center' });
  const below = page.y;
  page.font('bold').text(words.country, 280, top, { width: 265, align: 'center' });
  page.text(words.motto, 280, page.y, { width: 265, align: 'center' });
  page.y = Math.max(page.y, below) + 24;
  page.fontSize(13).text(words.title, left, page.y, { width, align: 'center' });
  page.fontSize(11).text(`${words.code}: ${receipt.code}`, left, page.y + 4, { width, align: 'center' });
  page.moveDown(1);
};

const line = (page: Page, label: string, value: string): void => {
  if (value === '') return;
  page.font('regular').fontSize(10).text(`${label}: `, left, page.y, { width, continued: true }).font('bold').text(value);
  page.moveDown(0.35);
};

const papers = (page: Page, { documents }: Receipt): void => {
  page.font('regular').fontSize(10).text(`${words.documents}:`, left, page.y, { width });
  documents.forEach(({ name, received }, index) => {
    page.text(`${index + 1}. ${name} – ${received ? words.has : words.lacks}`, left + 14, page.y + 2, { width: width - 14 });
  });
  page.moveDown(0.5);
};

const signatures = async (page: Page, receipt: Receipt): Promise<void> => {
  page.moveDown(1);
  const top = page.y;
  if (receipt.trackingUrl !== '') {
    const picture = await QRCode.toBuffer(receipt.trackingUrl, { errorCorrectionLevel: 'M', margin: 1, width: 360 });
    page.image(picture, left + 187, top, { width: 120 });
    page
      .font('regular')
      .fontSize(8)
      .text(words.track, left + 167, top + 124, { width: 160, align: 'center' });
  }
  page.font('bold').fontSize(9).text(words.applicantSigns, left, top, { width: 160, align: 'center' });
  page.text(words.officerSigns, left + 335, top, { width: 160, align: 'center' });
  page.font('regular').text(receipt.receiver, left + 335, top + 80, { width: 160, align: 'center' });
};

const print = async (receipt: Receipt): Promise<Uint8Array> => {
  const info = { Title: `${words.title} ${receipt.code}`, Creator: 'Một Cửa', Keywords: `${words.source}, v${words.version}` };
  const page = new PDFDocument({ size: 'A4', margin: 50, info, lang: 'vi' });
  const chunks: Buffer[] = [];
  const ended = new Promise<void>((resolve, reject) => {
    page
      .on('data', (chunk: Buffer) => chunks.push(chunk))
      .on('end', resolve)
      .on('error', reject);
  });
  page.registerFont('regular', regular).registerFont('bold', bold);
  heading(page, receipt);
  line(page, words.received, receipt.applicant);
  line(page, words.filedBy, receipt.filedBy);
  line(page, words.address, receipt.address);
  line(page, words.contact, receipt.contact);
  line(page, words.procedure, receipt.procedure);
  line(page, words.requestCode, receipt.requestCode);
  papers(page, receipt);
  line(page, words.receivedAt, receipt.receivedAt);
  line(page, words.dueAt, receipt.dueAt);
  if (receipt.provisional) page.font('regular').fontSize(8).text(words.provisional, left, page.y, { width }).moveDown(0.5);
  line(page, words.fee, receipt.fee);
  line(page, words.returnAt, receipt.returnAt);
  line(page, words.place, [receipt.counter, receipt.counterAddress, receipt.phone].filter((part) => part !== '').join(', '));
  line(page, words.hours, receipt.hours);
  line(page, words.check, receipt.check);
  await signatures(page, receipt);
  page.end();
  await ended;
  return Buffer.concat(chunks);
};

const port = parentPort;
port?.on('message', ({ id, receipt }: PrintRequest) => {
  print(receipt).then(
    (pdf) => port.postMessage({ id, pdf } satisfies PrintAnswer),
    // The name only: a message could quote what was to be printed.
    (error: unknown) => port.postMessage({ id, failed: error instanceof Error ? error.name : 'unknown' } satisfies PrintAnswer),
  );
});
