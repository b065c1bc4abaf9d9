import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { chooseEncoding, createCompressor, type Text } from './compression.ts';
import { isKnownToCaller } from './conditional-requests.ts';

const isText = (payload: unknown): payload is Text => typeof payload === 'string' || Buffer.isBuffer(payload);

/** Fastify measures what a GET would have got in place of a HEAD, and stumbles over nothing at all. */
const noContent = (request: FastifyRequest): Readable | null => (request.method === 'HEAD' ? Readable.from([]) : null);

/** What goes over the line of an answer: nothing of what the caller has already, the rest as small as he can read it. Streams are left alone. */
export const addRepresentation = (fastify: FastifyInstance): void => {
  const compress = createCompressor();
  fastify.addHook('onSend', async (request, reply, payload: unknown) => {
    if (!isText(payload)) return payload;
    const encoding = chooseEncoding(request, reply, payload);
    if (isKnownToCaller(request, reply, payload, encoding)) return noContent(request);
    return encoding === undefined ? payload : compress(encoding, request, reply, payload);
  });
};
