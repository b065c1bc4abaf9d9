import { isUtf8 } from 'node:buffer';
import type { FastifyInstance } from 'fastify';
import { malformed, Problem } from './problem.ts';
import { assertDecent } from './untrusted.ts';

const charset = /;\s*charset\s*=\s*"?([^";\s]+)/i;

const assertUtf8 = (contentType: string | undefined, bytes: Buffer): void => {
  const named = contentType === undefined ? undefined : charset.exec(contentType)?.[1];
  if (named !== undefined && !/^utf-?8$/i.test(named)) throw new Problem('unsupported-media-type');
  if (!isUtf8(bytes)) throw malformed('', 'encoding', 'the body is not UTF-8');
};

/** A posted form; a name given twice becomes a list. Percent escapes must be UTF-8. */
const parseForm = (text: string): Record<string, string | string[]> => {
  const form: Record<string, string | string[]> = Object.create(null) as Record<string, string | string[]>;
  for (const pair of text === '' ? [] : text.split('&')) {
    const [name = '', ...rest] = pair.split('=');
    const key = decode(name);
    const value = decode(rest.join('='));
    const present = form[key];
    if (present === undefined) form[key] = value;
    // Pushed, not copied: a body can name the same field hundreds of thousands of times.
    else if (Array.isArray(present)) present.push(value);
    else form[key] = [present, value];
  }
  return form;
};

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw malformed('', 'encoding', 'the form is not percent-encoded UTF-8');
  }
};

/** JSON (prototype keys refused by Fastify's own parser) and forms; anything else is 415. Multipart is its plugin's. */
export const addBodyParsers = (fastify: FastifyInstance): void => {
  const json = fastify.getDefaultJsonParser('error', 'error');
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (request, bytes, done) => {
    try {
      assertUtf8(request.headers['content-type'], bytes);
    } catch (error) {
      done(error as Error);
      return;
    }
    json(request, bytes.toString('utf8'), (error, body) => {
      if (error) {
        done(malformed('', 'json', 'the body is not valid JSON'));
        return;
      }
      try {
        assertDecent(body);
        done(null, body);
      } catch (problem) {
        done(problem as Error);
      }
    });
  });
  fastify.addContentTypeParser<Buffer>('application/x-www-form-urlencoded', { parseAs: 'buffer' }, (request, bytes, done) => {
    try {
      assertUtf8(request.headers['content-type'], bytes);
      const form = parseForm(bytes.toString('utf8'));
      assertDecent(form);
      done(null, form);
    } catch (error) {
      done(error as Error);
    }
  });
};
