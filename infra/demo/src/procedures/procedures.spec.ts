import { ProcedureDefinition } from '@motcua/contracts';
import { budgetMinutes } from '@motcua/legal-clock';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { describe, expect, test } from 'vitest';
import { demoDirectory, demoProcedures, exampleOn } from '../index.ts';

const today = '2026-11-24';
const byCode = (code: string) => demoProcedures.find((procedure) => procedure.code === code);
const validatorOf = (definition: ProcedureDefinition) => {
  const ajv = new Ajv2020({ allErrors: true, strict: true, strictRequired: false, strictTypes: true });
  formats.default(ajv);
  return ajv.compile(definition.form.schema);
};

test('the three procedures', () => {
  expect(demoProcedures.map(({ code }) => code)).toEqual(['1.001193', '1.001612', '2.000635']);
});

describe.each(demoProcedures.map((definition) => [definition.code, definition] as const))('%s', (_, definition) => {
  test('survives its journey as JSON', () => {
    expect(ProcedureDefinition.parse(JSON.parse(JSON.stringify(definition)))).toEqual(definition);
  });

  test('its example is valid on any day it is shown', () => {
    const valid = validatorOf(definition);
    expect(valid(exampleOn(definition.form, today)) || valid.errors).toBe(true);
    expect(valid({ ...exampleOn(definition.form, today), surprise: 1 })).toBe(false);
    expect(valid({ ...exampleOn(definition.form, today), declaration: false })).toBe(false);
  });

  test('every field of the pages is known to the schema', () => {
    for (const { path } of definition.form.fields) expect(find(definition.form.schema, path.slice(1).split('/')), path).toBeDefined();
  });

  test('what a condition looks at is known to the schema, and is a date where days are counted', () => {
    const { documents, fees, form } = definition;
    for (const { path, ...part } of [...documents, ...fees, ...form.fields, ...form.rules].flatMap(({ when }) => when?.all ?? [])) {
      const node = find(form.schema, path.slice(1).split('/'));
      expect(node, path).toBeDefined();
      if ('olderThanDays' in part) expect(node?.format, path).toBe('date');
    }
  });

  test('the steps fit into the legal time and leave slack', () => {
    const intake = definition.intakeLimits.counter?.value ?? 0;
    const steps = [...definition.steps, definition.signing.sign, definition.signing.issue];
    const hours = steps.reduce((sum, step) => sum + budgetMinutes(step.budget), 0) / 60 + intake;
    expect(hours).toBeLessThan(definition.legalTime.value * 7.5);
  });
});

type Node = { properties?: Record<string, Node>; items?: Node; oneOf?: Node[]; format?: string };
/** The schema of what stands at a path, if the form's schema has one. */
function find(schema: Node, [key, ...rest]: string[]): Node | undefined {
  if (key === undefined) return schema;
  for (const { properties } of [schema, ...(schema.oneOf ?? [])]) {
    const inner = properties?.[key];
    const found = inner && find(inner, rest);
    if (found) return found;
  }
  return undefined;
}

test('conditional fields are required only where they apply', () => {
  const birth = byCode('1.001193');
  const business = byCode('1.001612');
  const extract = byCode('2.000635');
  if (!birth || !business || !extract) throw new Error('a procedure is missing');
  const example = exampleOn(birth.form, today) as { child: { birthPlace: object } };
  const { name: _, ...nameless } = example.child.birthPlace as { name: string };
  const validBirth = validatorOf(birth);
  expect(validBirth({ ...example, child: { ...example.child, birthPlace: nameless } })).toBe(false);
  expect(validBirth({ ...example, child: { ...example.child, birthPlace: { ...nameless, kind: 'home' } } })).toBe(true);
  expect(validBirth({ ...example, father: {} })).toBe(false);
  expect(validBirth({ ...example, father: { unknown: true } })).toBe(true);
  expect(validatorOf(business)({ ...exampleOn(business.form, today), ownership: 'household' })).toBe(false);
  expect(validatorOf(extract)({ ...exampleOn(extract.form, today), event: 'marriage' })).toBe(false);
});

test('a late birth registration costs what the province sets, unless the law waives it', () => {
  const late = byCode('1.001193')?.fees.find(({ amount }) => amount === 'unknown');
  expect(late?.when).toEqual({
    all: [
      { path: '/child/birthDate', olderThanDays: 60 },
      { path: '/exemption', exists: false },
    ],
  });
});

test('the officer is warned of a late birth registration from the day on which it costs', () => {
  const warning = byCode('1.001193')?.form.rules.find(({ key }) => key === 'qua-han-60-ngay');
  expect(warning?.rule).toEqual({ kind: 'daysSince', path: '/child/birthDate', most: 60, endsOnWorkingDay: true });
});

test('the example moves with the day, the published one stays', () => {
  const birth = byCode('1.001193');
  expect(birth && exampleOn(birth.form, '2027-03-05')).toMatchObject({ child: { birthDate: '2027-02-21' } });
  expect(birth?.form.example).toMatchObject({ child: { birthDate: '2026-11-10' } });
});

test('the budget of intake is that of each procedure, however one comes to the counter', () => {
  const hours = (code: string) => [byCode(code)?.intakeLimits.counter?.value, byCode(code)?.intakeLimits.assisted?.value];
  expect(['1.001193', '1.001612', '2.000635'].map(hours)).toEqual([
    [1, 1],
    [2, 2],
    [0.5, 0.5],
  ]);
});

test('what has to be verified may take three working days more', () => {
  expect(byCode('1.001193')?.legalTime.extra).toMatchObject({ value: 3, unit: 'workingDay', confidence: 'C' });
});

test('a licence that follows the registration is advice, and asked of nobody', () => {
  const licence = byCode('1.001612')?.documents.find(({ code }) => code === 'chung-chi-hanh-nghe');
  expect(licence).toMatchObject({ owed: 'elsewhere', required: false });
});

test('each number of copies tells its sum', () => {
  const copies = byCode('2.000635')?.form.fields.find(({ path }) => path === '/copies')?.choices ?? [];
  expect([copies.length, copies[0]?.label.vi, copies[19]?.label]).toEqual([
    20,
    '1 bản: 8.000 đ',
    { vi: '20 bản: 160.000 đ', en: '20 copies: 160,000 đ' },
  ]);
});

test('every commune has one agency that a business is registered with', () => {
  const rules = byCode('1.001612')?.form.rules.filter(({ rule }) => rule.kind === 'filedWith') ?? [];
  const known = demoDirectory.agencies.filter(({ kind }) => kind === 'commune').map(({ code }) => code);
  expect(rules.map(({ rule }) => rule.kind === 'filedWith' && rule.agencies)).toEqual(known.map((code) => [code]));
});
