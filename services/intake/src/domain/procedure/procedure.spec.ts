import type { CrossRule, ProcedurePaper } from '@motcua/contracts';
import { describe, expect, test } from 'vitest';
import { birthExample, demo } from '../../../test/demo.ts';
import { holds } from './condition.ts';
import { crossCheck } from './cross-rules.ts';
import { exampleOf } from './example.ts';
import { compileForm } from './form-schema.ts';
import { missingPapers } from './missing-papers.ts';
import { valueAt, withValueAt } from './pointer.ts';
import { dateInFullWords, withWrittenDates } from './written-date.ts';

const text = (vi: string) => ({ vi, en: vi });
const rule = (rule: CrossRule['rule'], level: CrossRule['level'] = 'error'): CrossRule => ({
  key: 'k',
  level,
  pointer: '/x',
  rule,
  message: text('!'),
});
/** Filed on that day, with the weekend before it off. */
const filedOn = (on: string) => ({ on, isDayOff: (date: string) => ['2026-11-21', '2026-11-22'].includes(date) });
const broken = (one: CrossRule['rule'], form: unknown, on = '2026-11-24'): boolean =>
  crossCheck([rule(one)], form, filedOn(on), 'vi').errors.length > 0;

describe('a rule across fields', () => {
  test.each<[CrossRule['rule'], unknown, unknown]>([
    [
      { kind: 'yearsBetween', from: '/a', to: '/b', least: 12 },
      { a: '2000-05-01', b: '2012-05-01' },
      { a: '2000-05-01', b: '2012-04-30' },
    ],
    [{ kind: 'daysSince', path: '/a', most: 60 }, { a: '2026-09-25' }, { a: '2026-09-24' }],
    [{ kind: 'dateWithin', path: '/a', fromDays: 0, toDays: 365 }, { a: '2026-11-24' }, { a: '2026-11-23' }],
    [{ kind: 'ageAtLeast', path: '/a', years: 18 }, { a: '2008-11-24' }, { a: '2008-11-25' }],
    [
      { kind: 'sumAtMost', items: '/m', of: 'share', path: '/c' },
      { c: 5, m: [{ share: 2 }, { share: 3 }] },
      { c: 5, m: [{ share: 6 }] },
    ],
    [{ kind: 'anyOf', paths: ['/a', '/b'] }, { b: 'x' }, { a: '' }],
    [
      { kind: 'surnameOf', path: '/c', among: ['/m', '/f'] },
      { c: 'Lê An', f: 'LÊ Văn B' },
      { c: 'Ngô An', f: 'Lê Văn B' },
    ],
    [{ kind: 'mustNotContain', path: '/n', words: ['công ty'] }, { n: 'Hộ kinh doanh' }, { n: 'CÔNG TY Ví Dụ' }],
    [{ kind: 'oneMarked', items: '/l', mark: 'main' }, { l: [{ main: true }, {}] }, { l: [{ main: true }, { main: true }] }],
    [{ kind: 'hasValue', path: '/a', values: [true] }, { a: true }, { a: false }],
    [
      { kind: 'saysDate', path: '/w', date: '/d' },
      { d: '2026-04-05', w: 'ngày năm tháng tư năm hai nghìn không trăm hai mươi sáu' },
      { d: '2026-04-05', w: 'Ngày sáu, tháng tư, năm hai nghìn không trăm hai mươi sáu' },
    ],
  ])('%o', (one, kept, wrong) => {
    expect(broken(one, kept)).toBe(false);
    expect(broken(one, wrong)).toBe(true);
  });

  test('a date in words is the same in the words of the South', () => {
    const says = { kind: 'saysDate', path: '/w', date: '/d' } as const;
    const isSame = (d: string, w: string): boolean => !broken(says, { d, w });
    expect(isSame('2005-04-24', 'Ngày hai mươi bốn, tháng bốn, năm hai ngàn không trăm lẻ năm')).toBe(true);
    expect(isSame('2026-04-05', 'Mùng năm tháng tư năm hai ngàn không trăm hai mươi sáu')).toBe(true);
    expect(isSame('2026-04-05', 'Ngày mùng năm tháng tư năm hai nghìn không trăm hai mươi sáu')).toBe(true);
    expect(isSame('2005-04-04', 'Ngày tư, tháng tư, năm hai nghìn không trăm linh năm')).toBe(false);
  });

  test('a limit of the law ends with the next working day where its last day is off, any other on the day itself', () => {
    const limit = { kind: 'daysSince', path: '/a', most: 60 } as const;
    const born = { a: '2026-09-22' };
    const lateOn = (one: CrossRule['rule']) =>
      ['2026-11-21', '2026-11-22', '2026-11-23', '2026-11-24'].filter((on) => broken(one, born, on));
    expect(lateOn({ ...limit, endsOnWorkingDay: true })).toEqual(['2026-11-24']);
    expect(lateOn(limit)).toEqual(['2026-11-22', '2026-11-23', '2026-11-24']);
    expect(broken({ ...limit, endsOnWorkingDay: true }, { a: '2026-09-21' }, '2026-11-21')).toBe(true);
  });

  test('binds only where its condition holds', () => {
    const parent = {
      ...rule({ kind: 'anyOf', paths: ['/mother', '/father'] }),
      when: { all: [{ path: '/evidence', notIn: ['abandoned'] }] },
    };
    const isRefused = (form: object) => crossCheck([parent], form, filedOn('2026-11-24'), 'vi').errors.length > 0;
    expect([{}, { evidence: 'witness' }, { evidence: 'abandoned' }, { evidence: 'witness', mother: 'x' }].map(isRefused)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  test('that names agencies is kept by whoever files with one of them, and asks nothing while none is known', () => {
    const here: CrossRule['rule'] = { kind: 'filedWith', agencies: ['H53.12'] };
    const isRefused = (agency?: string) => crossCheck([rule(here)], {}, { ...filedOn('2026-11-24'), agency }, 'vi').errors.length > 0;
    expect([isRefused('H53.12'), isRefused('H53.99'), isRefused()]).toEqual([false, true, false]);
  });

  test('what is not given breaks none but "one of these"', () => {
    for (const kind of demo.flatMap(({ form }) => form.rules)) {
      if (kind.rule.kind !== 'anyOf') expect(crossCheck([kind], {}, filedOn('2026-11-24'), 'vi')).toEqual({ errors: [], warnings: [] });
    }
  });

  test('a warning never refuses', () => {
    const { errors, warnings } = crossCheck([rule({ kind: 'anyOf', paths: ['/a'] }, 'warning')], {}, filedOn('2026-11-24'), 'vi');
    expect(errors).toEqual([]);
    expect(warnings).toEqual([{ key: 'k', pointer: '/x', message: text('!') }]);
  });
});

describe('missing papers', () => {
  const paper = (code: string, over: Partial<ProcedurePaper> = {}): ProcedurePaper =>
    ({ code, name: text(code), owed: 'handIn', required: true, source: 's', confidence: 'A', ...over }) as ProcedurePaper;
  const papers = [
    paper('a', { oneOf: 'proof' }),
    paper('b', { oneOf: 'proof', when: { all: [{ path: '/how', in: ['witness'] }] } }),
    paper('shown', { owed: 'show' }),
    paper('known', { owed: 'database' }),
    paper('c', { when: { all: [{ path: '/more', exists: true }] } }),
    paper('optional', { required: false }),
  ];
  test.each([
    [{}, [], ['a']],
    [{ how: 'witness' }, [], ['b']],
    [{ how: 'witness' }, ['a'], []],
    [{}, ['b'], []],
    [{ more: 1 }, ['a'], ['c']],
    [{ more: '' }, ['a'], []],
  ])('%o with %o', (form, given, missing) => expect(missingPapers(papers, form, new Set(given))).toEqual(missing));
});

test('a condition needs all of its parts', () => {
  expect(holds(undefined, {})).toBe(true);
  const condition = {
    all: [
      { path: '/a', in: ['x'] },
      { path: '/b', exists: false },
    ],
  };
  expect(holds(condition, { a: 'x' })).toBe(true);
  expect(holds(condition, { a: 'x', b: 1 })).toBe(false);
  expect(holds(condition, { b: undefined })).toBe(false);
});

describe('forms', () => {
  test('every demo example passes its own schema on any day', () => {
    for (const { form } of demo) {
      for (const today of ['2026-11-24', '2027-02-28', '2028-02-29']) {
        const example = exampleOf(form, today);
        expect(compileForm(form.schema)(example, 'vi')).toEqual([]);
        expect(crossCheck(form.rules, example, filedOn(today), 'vi').errors).toEqual([]);
      }
    }
  });

  test('an asynchronous schema, which would hold true for every form, is refused', () => {
    expect(() => compileForm({ $async: true, type: 'object' })).toThrow('asynchronous');
  });

  test('errors point at the field itself and never repeat what was sent', () => {
    const check = compileForm(demo[0]?.form.schema ?? {});
    const example = birthExample('2026-11-24');
    const errors = check({ ...example, copies: 'rất nhiều', declaration: false, surprise: 'bí mật' }, 'vi');
    expect(errors.map(({ pointer }) => pointer).sort()).toEqual(['/form/copies', '/form/declaration', '/form/surprise']);
    expect(JSON.stringify(errors)).not.toMatch(/rất nhiều|bí mật/);
    const missing = check({}, 'en').map(({ pointer, message }) => [pointer, message]);
    expect(missing).toContainEqual(['/form/child', 'This is required']);
    expect(missing.filter(([, message]) => message !== 'This is required')).toEqual([['/form/declaration', 'This must be confirmed']]);
  });

  test('hostile keys are only keys', () => {
    const form = JSON.parse('{"__proto__":{"a":1},"constructor":1}') as object;
    expect(valueAt(form, '/constructor/name')).toBeUndefined();
    expect(valueAt({}, '/toString')).toBeUndefined();
    expect(withValueAt({ a: { b: 1 } }, '/a/c', 2)).toEqual({ a: { b: 1, c: 2 } });
  });
});

describe('a date in words', () => {
  test.each([
    ['2026-11-10', 'Ngày mười, tháng mười một, năm hai nghìn không trăm hai mươi sáu'],
    ['2025-04-21', 'Ngày hai mươi mốt, tháng tư, năm hai nghìn không trăm hai mươi lăm'],
    ['1984-12-15', 'Ngày mười lăm, tháng mười hai, năm một nghìn chín trăm tám mươi tư'],
    ['2005-01-31', 'Ngày ba mươi mốt, tháng một, năm hai nghìn không trăm linh năm'],
    ['2000-02-04', 'Ngày bốn, tháng hai, năm hai nghìn'],
    ['1900-10-20', 'Ngày hai mươi, tháng mười, năm một nghìn chín trăm'],
  ])('%s', (date, words) => expect(dateInFullWords(date)).toBe(words));

  test.each([undefined, '', '2026', '2026-02-30', '26-01-01', 20_260_101])('is not made of %j', (date) =>
    expect(dateInFullWords(date)).toBeUndefined(),
  );

  test('is written by the system, unless somebody has written it', () => {
    const fields = demo[0]?.form.fields ?? [];
    const birthDateInWords = 'Ngày mười, tháng mười một, năm hai nghìn không trăm hai mươi sáu';
    const child = { birthDate: '2026-11-10' };
    expect(withWrittenDates(fields, { child, copies: 1 })).toEqual({ child: { ...child, birthDateInWords }, copies: 1 });
    const own = { child: { ...child, birthDateInWords: 'Mùng mười' } };
    expect(withWrittenDates(fields, own)).toEqual(own);
    expect(withWrittenDates(fields, { child: {} })).toEqual({ child: {} });
  });
});
