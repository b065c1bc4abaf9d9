import type { FormField } from '@motcua/contracts';
import { demoProcedures } from '@motcua/demo';
import { describe, expect, test } from 'vitest';
import { fillIn, sendBack } from '../../test/fill-in.ts';
import { errorSummary, formFields, mistakesByField, nameOf, readForm } from '../index.ts';

describe.each(demoProcedures.map(({ code, form }) => [code, form] as const))('%s', (_, form) => {
  test('what is typed into the page is the form that its schema wants', () => {
    expect(readForm(form.fields, fillIn(form.fields, form.example))).toEqual(form.example);
  });

  test('what was typed is shown again', () => {
    const posted = fillIn(form.fields, form.example);
    const page = formFields(form.fields, posted, new Map(), 'vi').toString();
    expect(sendBack(page)).toMatchObject(posted);
  });

  test('an empty page is an empty form', () => {
    const empty = Object.fromEntries(form.fields.map(({ path }) => [nameOf(path), '']));
    expect(readForm(form.fields, empty)).toEqual({});
  });
});

test('what is not asked is not taken', () => {
  const extract = demoProcedures.find(({ code }) => code === '2.000635');
  const posted = { 'form/event': 'birth', 'form/spouse/fullName': 'Ai Đó' };
  expect(readForm(extract?.form.fields ?? [], posted)).toEqual({ event: 'birth' });
  expect(readForm(extract?.form.fields ?? [], { ...posted, 'form/event': 'marriage' })).toHaveProperty('spouse.fullName', 'Ai Đó');
});

test('prototype keys are names like any other', () => {
  const field = { path: '/__proto__/polluted', label: { vi: 'x', en: 'x' }, input: 'text', required: false } as const;
  readForm([field], { 'form/__proto__/polluted': 'yes' });
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});

test('a mistake finds its field: itself, what it is a part of, or its first part', () => {
  const names = ['applicant/fullName', 'form/child/birthPlace', 'form/child/birthPlace/name', 'form/mother/fullName'];
  const found = mistakesByField(
    [
      { pointer: '/form/child/birthPlace/commune', message: 'a' },
      { pointer: '/form/child/birthPlace/name', message: 'b' },
      { pointer: '/form/mother', message: 'c' },
      { pointer: '/documents/0', message: 'd' },
    ],
    names,
  );
  expect([...found]).toEqual([
    ['form/child/birthPlace', 'a'],
    ['form/child/birthPlace/name', 'b'],
    ['form/mother/fullName', 'c'],
    ['', 'd'],
  ]);
  const summary = errorSummary(found, [{ name: 'form/mother/fullName', label: 'Mẹ' }], 'vi')?.toString();
  expect(summary).toContain('<a href="#form/mother/fullName">Mẹ: c</a>');
  // They come in the order in which they were found, and are told in that of the page.
  const mistakes = new Map([
    ['why', 'z'],
    ['person', 'y'],
    ['who', 'x'],
  ]);
  const fields = [
    { name: 'who', label: 'Họ tên' },
    { name: 'person', label: 'Họ tên', group: 'Người trong giấy' },
    { name: 'why', label: 'Để làm gì?', group: 'Xin giấy gì' },
  ];
  const links = [...(errorSummary(mistakes, fields, 'vi')?.toString() ?? '').matchAll(/<a [^>]*>([^<]*)</g)].map(([, text]) => text);
  expect(links).toEqual(['Họ tên: x', 'Người trong giấy – Họ tên: y', 'Để làm gì? z']);
});

test('a choice that need not be made can be taken back, one that must be made cannot be left', () => {
  const choice: FormField = {
    path: '/exemption',
    label: { vi: 'Miễn lệ phí?', en: 'Exempt?' },
    input: 'choice',
    required: false,
    choices: [{ value: 'poor', label: { vi: 'Hộ nghèo', en: 'Poor' } }],
  };
  const page = (required: boolean, posted = {}) => formFields([{ ...choice, required }], posted, new Map(), 'vi').toString();
  expect(page(false)).toContain('value="" checked>Không có mục nào ở trên');
  expect(page(false, { 'form/exemption': 'poor' })).toContain('value="poor" id="form/exemption" checked>');
  expect(page(true)).not.toContain('Không có mục nào');
});

describe('what may be left out', () => {
  const field = (path: string, over: Partial<FormField> = {}): FormField => ({
    path,
    label: { vi: `Mục ${path.slice(1)}`, en: path },
    input: 'text',
    required: false,
    ...over,
  });
  const optional = ['/a', '/b', '/c'].map((path) => field(path));
  const page = (fields: readonly FormField[], posted = {}, mistakes = new Map<string, string>()) =>
    formFields(fields, posted, mistakes, 'vi').toString();

  test('is folded where it is long, under a line that names it', () => {
    expect(page(optional)).toContain('<details class="fold"><summary><span>Điền thêm: mục a, mục b, mục c');
    expect(page(optional.slice(1))).not.toContain('<details');
    expect(page([...optional.slice(1), field('/d', { required: true }), field('/e')])).not.toContain('<details');
    expect(page([...optional.slice(1), field('/d', { input: 'check' })])).not.toContain('<details');
  });

  test('is open once something in it was filled in or is wrong', () => {
    expect(page(optional, { 'form/b': 'x' })).toContain('<details class="fold" open>');
    expect(page(optional, { 'form/b': '' })).not.toContain(' open');
    expect(page(optional, {}, new Map([['form/c', 'Xin xem lại']]))).toContain('<details class="fold" open>');
  });
});
