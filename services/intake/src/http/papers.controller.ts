import { type Answer, type Call, Incoming, Route } from '@motcua/service-kit';
import { Controller, Inject } from '@nestjs/common';
import { toBuffer, toString as toText } from 'qrcode';
import { z } from 'zod';
import { askerOf, personal } from './caller.ts';
import { IntakeRim } from './use-cases.ts';

const Id = z.object({ id: z.uuid() });
const DocumentId = z.object({ id: z.uuid(), documentId: z.uuid() });

/** Enough redundancy for a creased receipt, and a quiet zone as the standard asks. */
const qr = { errorCorrectionLevel: 'M', margin: 4 } as const;

/** RFC 6266: an ASCII name for old clients, the real one beside it. */
const attachment = (name: string): string => {
  const plain = name.replace(/[^\w. -]/g, '_');
  return `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)}`;
};

/** Papers of one submission as files: its documents, and the QR of its link. */
@Controller('/api/intake/v1/submissions/:id')
export class PapersController {
  readonly #rim: IntakeRim;
  constructor(@Inject(IntakeRim) rim: IntakeRim) {
    this.#rim = rim;
  }

  @Route({
    method: 'GET',
    path: '/documents/:documentId',
    summary: 'A paper as an attachment',
    auth: 'trackingOrOfficer',
    params: DocumentId,
    answers: { 200: { description: 'The file', mediaType: 'application/octet-stream' } },
    problems: ['gone', 'other-agency', 'paper-checking', 'paper-refused'],
  })
  async document(@Incoming() call: Call): Promise<Answer> {
    const { id = '', documentId = '' } = call.params;
    const { name, mediaType, content } = await this.#rim.useCases.readDocument(id, documentId, askerOf(call));
    return {
      status: 200,
      raw: { mediaType, content },
      headers: {
        ...personal,
        'content-disposition': attachment(name),
        'content-security-policy': "sandbox; default-src 'none'",
        'x-content-type-options': 'nosniff',
      },
    };
  }

  @Route({
    method: 'GET',
    path: '/qr.svg',
    summary: 'The tracking QR, for screens and print',
    auth: 'trackingOrOfficer',
    params: Id,
    answers: { 200: { description: 'SVG', mediaType: 'image/svg+xml' } },
  })
  async svg(@Incoming() call: Call): Promise<Answer> {
    const { url } = await this.#rim.useCases.printTrackingLink(call.params.id ?? '', askerOf(call));
    return { status: 200, raw: { mediaType: 'image/svg+xml', content: await toText(url, { ...qr, type: 'svg' }) }, headers: personal };
  }

  @Route({
    method: 'GET',
    path: '/qr.png',
    summary: 'The tracking QR as a picture',
    auth: 'trackingOrOfficer',
    params: Id,
    answers: { 200: { description: 'PNG', mediaType: 'image/png' } },
  })
  async png(@Incoming() call: Call): Promise<Answer> {
    const { url } = await this.#rim.useCases.printTrackingLink(call.params.id ?? '', askerOf(call));
    return { status: 200, raw: { mediaType: 'image/png', content: await toBuffer(url, { ...qr, scale: 6 }) }, headers: personal };
  }
}
