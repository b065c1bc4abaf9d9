import { type Answer, type Call, Incoming, malformed, partsOf, problem, Route } from '@motcua/service-kit';
import { Controller, Inject } from '@nestjs/common';
import { z } from 'zod';
import { largestUpload } from '../application/receive-upload.ts';
import { UploadAnswer } from './answers.ts';
import { actorOf, assertWithin, keyed, personal, written } from './caller.ts';
import { IntakeRim } from './use-cases.ts';

const Id = z.object({ uploadId: z.uuid() });

/** Photographed papers on their way to a submission. */
@Controller('/api/intake/v1')
export class UploadsController {
  readonly #rim: IntakeRim;
  constructor(@Inject(IntakeRim) rim: IntakeRim) {
    this.#rim = rim;
  }

  @Route({
    method: 'POST',
    path: '/uploads',
    summary: 'One file, PDF, JPEG or PNG, at most 20 MiB; deleted after 24 hours unless a submission names it',
    auth: 'open',
    multipart: true,
    needs: ['idempotency-key'],
    answers: { 201: { description: 'Received', schema: UploadAnswer } },
  })
  async receive(@Incoming() call: Call): Promise<Answer> {
    assertWithin(this.#rim.limits.uploads, call);
    const base = { ...keyed(call), actor: actorOf(call) };
    for await (const part of partsOf(call, { files: 1, fields: 0, fileSize: largestUpload + 1 })) {
      if (part.kind !== 'file' || part.name !== 'file')
        throw malformed(`/${part.name.slice(0, 100)}`, 'unrecognized_keys', 'one `file` is expected');
      const { replayed, position, ...upload } = await this.#rim.useCases.receiveUpload({
        ...base,
        content: part.content,
        ...(part.fileName !== '' && { fileName: part.fileName }),
      });
      return { status: 201, body: upload, headers: written(position, replayed) };
    }
    throw malformed('/file', 'required', 'one `file` is expected');
  }

  @Route({
    method: 'GET',
    path: '/uploads/:uploadId',
    summary: 'State of an upload',
    auth: 'open',
    params: Id,
    answers: { 200: { description: 'The upload', schema: UploadAnswer } },
  })
  async one(@Incoming() call: Call): Promise<Answer> {
    const found = await this.#rim.useCases.findUpload(call.params.uploadId ?? '');
    if (!found) throw problem('not-found');
    return { status: 200, body: found, headers: personal };
  }
}
