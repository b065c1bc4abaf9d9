import fc from 'fast-check';

/** Texts that have broken systems before: NUL, bidirectional overrides, lone surrogates, prototype keys, very long ones, other encodings' leftovers. */
const hostileText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    '\u0000',
    'a\u0000b',
    '\u202Egnp.exe',
    '\uD800',
    '__proto__',
    'constructor',
    '../../etc/passwd',
    "' OR 1=1 --",
    '{{7*7}}',
    '<script>',
    '\u00C3\u00A9',
    'ẫ'.normalize('NFD'),
    '',
  ),
  fc.integer({ min: 1_000, max: 20_000 }).map((length) => 'ấ'.repeat(length)),
);

const hostileNumber = fc.oneof(fc.double(), fc.constantFrom(0, -0, -1, 1e308, -1e308, Number.MAX_SAFE_INTEGER, 2 ** 53, 1.5, 1e-300));

const nested = (depth: number): unknown => Array.from({ length: depth }).reduce<unknown>((inner) => [inner], 'deep');

/** Any JSON a stranger may send, deep nesting and prototype keys among it. */
export const hostileJson: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    hostileText,
    hostileNumber,
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(
      fc.oneof(fc.constantFrom('__proto__', 'constructor', 'prototype', 'toString', '$where', '$gt'), fc.string({ maxLength: 12 })),
      tie('value'),
      { maxKeys: 4 },
    ),
    fc.integer({ min: 50, max: 2_000 }).map(nested),
  ),
})).value;

export interface Schema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly enum?: readonly unknown[];
}

/** A body of the route's own shape with some of its fields made hostile: it gets past the first door. */
export const nearlyRight = (schema: Schema | undefined): fc.Arbitrary<unknown> => {
  const properties = Object.entries(schema?.properties ?? {});
  if (properties.length === 0) return hostileJson;
  return fc.record(
    Object.fromEntries(
      properties.map(([name, inner]) => [name, fc.oneof(hostileJson, inner.enum ? fc.constantFrom(...inner.enum) : nearlyRight(inner))]),
    ),
    { requiredKeys: [] },
  );
};

export const hostileSegment = hostileText.map(
  (text) => encodeURIComponent(text.isWellFormed() ? text : text.toWellFormed()).slice(0, 4_000) || '%00',
);
export { hostileText };
