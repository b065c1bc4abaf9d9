import type { FastifyRequest, preParsingHookHandler } from 'fastify';
import { Problem } from './problem.ts';
import type { Rim } from './rim.ts';
import type { RouteSpec } from './route.ts';

const mediaTypesOf = (spec: RouteSpec): readonly string[] => {
  if (spec.multipart) return ['multipart/form-data'];
  return spec.page ? ['application/x-www-form-urlencoded'] : ['application/json'];
};

const hasBody = ({ headers }: FastifyRequest): boolean => {
  const length = headers['content-length'];
  return headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0');
};

/** Before a body is read: 415 for what this route does not take, and a clock for slow senders. */
export const guardBody = (
  rim: Rim,
  spec: RouteSpec,
  limits: { readonly body?: number; readonly upload?: number },
): preParsingHookHandler => {
  const mediaTypes = mediaTypesOf(spec);
  const limit = spec.multipart ? (limits.upload ?? 120_000) : (limits.body ?? 30_000);
  return (request, reply, payload, done) => {
    const given = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
    if ((hasBody(request) || given !== undefined) && (given === undefined || !mediaTypes.includes(given))) {
      rim.fail(new Problem('unsupported-media-type', 415, { detail: `expected ${mediaTypes.join(', ')}` }), request, reply, spec);
      return;
    }
    if (!request.raw.complete) {
      const timer = setTimeout(() => {
        if (request.raw.complete || reply.sent) return;
        reply.raw.once('finish', () => request.raw.destroy());
        rim.fail(new Problem('request-timeout'), request, reply, spec);
      }, limit);
      timer.unref();
      request.raw.once('close', () => clearTimeout(timer));
      request.raw.once('end', () => clearTimeout(timer));
    }
    done(null, payload);
  };
};
