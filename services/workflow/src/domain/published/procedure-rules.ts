import type { ProcedureDefinition } from '@motcua/contracts';

export interface RuleBroken {
  readonly pointer: string;
  readonly code: string;
  readonly message: string;
}

const broken = (pointer: string, code: string, message: string): RuleBroken => ({ pointer, code, message });

const doubles = (values: readonly string[], pointer: string): RuleBroken[] =>
  values.flatMap((value, index) =>
    values.indexOf(value) === index ? [] : [broken(`${pointer}/${index}`, 'double', `${value} stands there twice`)],
  );

const types = new Set(['object', 'array', 'string', 'number', 'integer', 'boolean', 'null']);
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const keywordsOfOne = ['items', 'not', 'if', 'then', 'else', 'contains', 'additionalProperties', 'unevaluatedProperties', 'propertyNames'];
const keywordsOfMany = ['allOf', 'anyOf', 'oneOf', 'prefixItems'];
const keywordsOfNames = ['properties', '$defs', 'patternProperties', 'dependentSchemas'];
const maxDepth = 24;

const patternBroken = (pattern: unknown, pointer: string): RuleBroken[] => {
  if (typeof pattern !== 'string') return [broken(pointer, 'schema', 'a pattern is text')];
  try {
    new RegExp(pattern, 'u');
    return [];
  } catch {
    return [broken(pointer, 'schema', 'not a regular expression')];
  }
};

const typeBroken = (type: unknown, pointer: string): RuleBroken[] => {
  const named = Array.isArray(type) ? type : [type];
  return named.every((name) => types.has(String(name))) ? [] : [broken(`${pointer}/type`, 'schema', 'not a JSON type')];
};

/** JSON Schema 2020-12 by its shape: what stands where a schema must stand is one, patterns compile, references stay inside. */
export const schemaBroken = (schema: unknown, pointer: string, depth = 0): RuleBroken[] => {
  if (typeof schema === 'boolean') return [];
  if (!isObject(schema)) return [broken(pointer, 'schema', 'not a JSON Schema')];
  if (depth > maxDepth) return [broken(pointer, 'schema', 'nested too deep')];
  const inner = (value: unknown, at: string) => schemaBroken(value, `${pointer}/${at}`, depth + 1);
  const { type, pattern, required, enum: choices, $ref } = schema;
  return [
    ...(type === undefined ? [] : typeBroken(type, pointer)),
    ...(pattern === undefined ? [] : patternBroken(pattern, `${pointer}/pattern`)),
    ...(required === undefined || (Array.isArray(required) && required.every((name) => typeof name === 'string'))
      ? []
      : [broken(`${pointer}/required`, 'schema', 'a list of names')]),
    ...(choices === undefined || Array.isArray(choices) ? [] : [broken(`${pointer}/enum`, 'schema', 'a list of values')]),
    ...($ref === undefined || (typeof $ref === 'string' && $ref.startsWith('#'))
      ? []
      : [broken(`${pointer}/$ref`, 'schema', 'a reference inside this schema')]),
    ...keywordsOfOne.flatMap((keyword) => (schema[keyword] === undefined ? [] : inner(schema[keyword], keyword))),
    ...keywordsOfMany.flatMap((keyword) => {
      const list = schema[keyword];
      if (list === undefined) return [];
      if (!Array.isArray(list)) return [broken(`${pointer}/${keyword}`, 'schema', 'a list of schemas')];
      return list.flatMap((value: unknown, index) => inner(value, `${keyword}/${index}`));
    }),
    ...keywordsOfNames.flatMap((keyword) => {
      const named = schema[keyword];
      if (named === undefined) return [];
      if (!isObject(named)) return [broken(`${pointer}/${keyword}`, 'schema', 'schemas by name')];
      return Object.entries(named).flatMap(([name, value]) =>
        inner(value, `${keyword}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`),
      );
    }),
  ];
};

/** What the shape alone cannot say about a procedure. */
export const procedureBroken = (definition: ProcedureDefinition): readonly RuleBroken[] => {
  const { documents, steps, form, supplement, intakeLimits, channels, legalTime, committedTime } = definition;
  return [
    ...doubles(
      documents.map((paper) => paper.code),
      '/documents',
    ),
    ...doubles(
      steps.map((step) => step.key),
      '/steps',
    ),
    ...Object.keys(intakeLimits).flatMap((channel) =>
      (channels as readonly string[]).includes(channel)
        ? []
        : [broken(`/intakeLimits/${channel}`, 'unknown', 'not a channel of this procedure')],
    ),
    ...(form.schema.type === 'object' ? [] : [broken('/form/schema/type', 'schema', 'a form is an object')]),
    ...schemaBroken(form.schema, '/form/schema'),
    // Officers cannot resume by hand yet, so a supplement must resume the dossier by itself.
    ...(supplement.resumeOn === 'receipt' ? [] : [broken('/supplement/resumeOn', 'not-supported', 'only receipt is supported')]),
    ...(committedTime !== undefined && committedTime.unit === legalTime.unit && committedTime.value > legalTime.value
      ? [broken('/committedTime', 'longer', 'longer than the legal time')]
      : []),
  ];
};
