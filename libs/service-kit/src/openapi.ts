import { z } from 'zod';
import type { ServedRoute } from './module-walk.ts';
import { titles } from './problem-titles.ts';
import type { RouteSpec } from './route.ts';

type Json = Record<string, unknown>;

const schemaOf = (schema: z.ZodType, io: 'input' | 'output'): Json => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any', target: 'draft-2020-12' }) as Json;
  return rest;
};

const parametersIn = (place: 'path' | 'query', schema: z.ZodObject | undefined): Json[] => {
  if (!schema) return [];
  const { properties = {}, required = [] } = schemaOf(schema, 'input') as { properties?: Record<string, Json>; required?: string[] };
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: property,
  }));
};

/** Parameters of the path that the spec has no schema for. */
const barePathParameters = (path: string, spec: RouteSpec): Json[] =>
  [...path.matchAll(/:([A-Za-z]\w*)/g)]
    .map((match) => match[1] ?? '')
    .filter((name) => !Object.hasOwn(spec.params?.shape ?? {}, name))
    .map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } }));

const header = (name: string, required: boolean, description: string, schema: Json): Json => ({
  name,
  in: 'header',
  required,
  description,
  schema,
});

const headersOf = (spec: RouteSpec): Json[] => [
  ...(spec.needs?.includes('idempotency-key')
    ? [
        header('Idempotency-Key', true, 'The same key and body answer the same result', {
          type: 'string',
          pattern: '^[\\x21-\\x7e]{1,128}$',
        }),
      ]
    : []),
  ...(spec.needs?.includes('if-match')
    ? [header('If-Match', true, 'The revision read, quoted', { type: 'string', pattern: '^"(0|[1-9][0-9]*)"$' })]
    : []),
  header('Motcua-Position', false, 'A position that a write answered; with `Prefer: wait` the read waits for it', {
    type: 'string',
    pattern: '^[a-z]{1,16}:(0|[1-9][0-9]{0,14})$',
  }),
  header('Prefer', false, '`wait=<seconds>`, at most 5', { type: 'string', examples: ['wait=0', 'wait=1'] }),
  header('Accept-Language', false, '`vi` (default) or `en`', { type: 'string' }),
];

const problemAnswer = (codes: readonly string[]): Json => ({
  description: codes.map((code) => `\`urn:motcua:problem:${code}\`: ${titles.get(code)?.titleEn ?? code}`).join('; '),
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
});

const generalProblems = (path: string, spec: RouteSpec): string[] => [
  'malformed',
  'unavailable',
  // An open route refuses a bad bearer too.
  'unauthenticated',
  ...(spec.roles ? ['forbidden'] : []),
  ...(path.includes(':') ? ['not-found'] : []),
  ...(spec.method === 'POST' ? ['request-timeout', 'too-large', 'unsupported-media-type'] : []),
  ...(spec.needs?.includes('idempotency-key') ? ['idempotency-key-required', 'idempotency-key-reused'] : []),
  ...(spec.needs?.includes('if-match') ? ['if-match-required', 'stale-revision', 'conflict'] : []),
];

const problemsOf = (path: string, spec: RouteSpec): Json => {
  const byStatus = new Map<number, string[]>();
  for (const code of new Set([...generalProblems(path, spec), ...(spec.problems ?? [])])) {
    const status = titles.get(code)?.status ?? 409;
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries([...byStatus].map(([status, codes]) => [String(status), problemAnswer(codes)]));
};

const answersOf = (spec: RouteSpec): Json =>
  Object.fromEntries(
    Object.entries(spec.answers).map(([status, { description, schema, mediaType = 'application/json' }]) => [
      status,
      {
        description,
        ...(schema || mediaType !== 'application/json'
          ? { content: { [mediaType]: schema ? { schema: schemaOf(schema, 'output') } : {} } }
          : {}),
      },
    ]),
  );

const requestBodyOf = (spec: RouteSpec): Json => {
  if (spec.multipart)
    return {
      requestBody: {
        required: true,
        content: { 'multipart/form-data': { schema: { type: 'object', properties: { file: { type: 'string', format: 'binary' } } } } },
      },
    };
  return spec.body ? { requestBody: { required: true, content: { 'application/json': { schema: schemaOf(spec.body, 'input') } } } } : {};
};

const security: Readonly<Record<RouteSpec['auth'], Json[]>> = {
  open: [{}, { officer: [] }, { tracking: [] }],
  officer: [{ officer: [] }],
  tracking: [{ tracking: [] }],
  trackingOrOfficer: [{ tracking: [] }, { officer: [] }],
};

const operationOf = ({ path, spec }: ServedRoute): Json => ({
  summary: spec.summary,
  ...(spec.roles ? { description: `Roles: ${spec.roles.join(', ')}` } : {}),
  security: security[spec.auth],
  parameters: [
    ...parametersIn('path', spec.params),
    ...barePathParameters(path, spec),
    ...parametersIn('query', spec.query),
    ...headersOf(spec),
  ],
  ...requestBodyOf(spec),
  responses: { ...problemsOf(path, spec), ...answersOf(spec) },
});

const components: Json = {
  securitySchemes: {
    officer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'OIDC access token, aud urn:motcua:api' },
    tracking: { type: 'apiKey', in: 'header', name: 'Authorization', description: '`Tracking <token>`: the 43 characters on the receipt' },
  },
  schemas: {
    Problem: {
      type: 'object',
      required: ['type', 'title', 'titleEn', 'status', 'traceId'],
      properties: {
        type: { type: 'string', pattern: '^urn:motcua:problem:' },
        title: { type: 'string' },
        titleEn: { type: 'string' },
        status: { type: 'integer' },
        detail: { type: 'string' },
        errors: {
          type: 'array',
          items: {
            type: 'object',
            required: ['pointer', 'code', 'message'],
            properties: { pointer: { type: 'string' }, code: { type: 'string' }, message: { type: 'string' } },
          },
        },
        traceId: { type: 'string' },
      },
    },
  },
};

/** OpenAPI 3.1 of a service's routes, from the very schemas that check them. Pages are left out. */
export const openApiOf = (service: string, routes: readonly ServedRoute[], publicUrl: string): Json => {
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    if (route.spec.page) continue;
    const path = route.path.replace(/:([A-Za-z]\w*)/g, '{$1}');
    paths[path] = { ...paths[path], [route.spec.method.toLowerCase()]: operationOf(route) };
  }
  return {
    openapi: '3.1.0',
    info: { title: `Một Cửa – ${service}`, version: '1', license: { name: 'EUPL-1.2', identifier: 'EUPL-1.2' } },
    servers: [{ url: publicUrl }],
    paths,
    components,
  };
};
