import fc from 'fast-check';

export type Json = Readonly<Record<string, unknown>>;

const uuid = '0192f5c3-7a1e-8c3a-9d2b-0123456789ab';

/** What breaks careless servers: NUL, half pairs, bidi marks, prototype names, huge and odd numbers, over-long text. */
export const hostileTexts: readonly string[] = [
  '',
  '\0',
  'a\0b',
  '\ud800',
  '\u202eabc\u2066',
  '__proto__',
  'constructor',
  'toString',
  '../../etc/passwd',
  '%00',
  '$where',
  '1e999',
  '-0',
  '９',
  '=1+1',
  '"><svg onload=x>',
  'a'.repeat(10_000),
  uuid,
  'H53.12',
  '1.001193',
];

export const hostileText = fc.oneof(fc.string({ unit: 'binary', maxLength: 40 }), fc.constantFrom(...hostileTexts));

export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  hostileText,
  fc.constantFrom(null, true, 0, -1, 1.5, 2 ** 53, 1e308, -1e308, [], {}, [[]], { toString: 1 }, { __proto__: null, a: {} }),
  fc.jsonValue({ maxDepth: 5 }),
  fc.nat(60).map((depth) => {
    let nested: unknown = 'deep';
    for (let level = 0; level < depth; level += 1) nested = level % 2 ? [nested] : { a: nested };
    return nested;
  }),
);

const textOf = (schema: Json): fc.Arbitrary<unknown> => {
  if (schema['format'] === 'uuid') return fc.constant(uuid);
  const pattern = typeof schema['pattern'] === 'string' ? schema['pattern'] : undefined;
  if (pattern === undefined) return fc.string({ minLength: 1, maxLength: 20 });
  try {
    return fc.stringMatching(new RegExp(pattern));
  } catch {
    return fc.string();
  }
};

const objectOf = (schema: Json): fc.Arbitrary<unknown> => {
  const properties = Object.entries((schema['properties'] ?? {}) as Record<string, Json>);
  const required = (schema['required'] ?? []) as string[];
  const model = Object.fromEntries(properties.map(([name, property]) => [name, likelyValue(property)]));
  return fc.record(model, { requiredKeys: required.filter((name) => Object.hasOwn(model, name)) });
};

/** Values that a JSON Schema (as zod writes it) takes, roughly: near enough to get past the first checks. */
export const goodValueOf = (schema: Json): fc.Arbitrary<unknown> => {
  if (Array.isArray(schema['examples'])) return fc.constantFrom(...(schema['examples'] as unknown[]));
  if ('const' in schema) return fc.constant(schema['const']);
  if (Array.isArray(schema['enum'])) return fc.constantFrom(...(schema['enum'] as unknown[]));
  const choices = (schema['anyOf'] ?? schema['oneOf'] ?? schema['allOf']) as Json[] | undefined;
  if (choices && choices.length > 0) return fc.oneof(...choices.map(likelyValue));
  switch (schema['type']) {
    case 'object':
      return objectOf(schema);
    case 'array':
      return fc.array(likelyValue((schema['items'] ?? {}) as Json), { maxLength: 3 });
    case 'string':
      return textOf(schema);
    case 'integer':
    case 'number':
      return fc.integer({ min: -1, max: 200 });
    case 'boolean':
      return fc.boolean();
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
};

/** Mostly good, now and then hostile, at every level of the schema. */
export const likelyValue = (schema: Json): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 6, arbitrary: goodValueOf(schema) }, { weight: 1, arbitrary: hostileValue });
