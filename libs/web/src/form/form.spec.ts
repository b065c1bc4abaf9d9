import type { FormField } from '@motcua/contracts';
import { demoProcedures } from '@motcua/demo';
import { describe, expect, test } from 'vitest';
import { fillIn, sendBack } from '../../test/fill-in.ts';
import { errorSummary, formFields, mistakesByField, nameOf, readForm, withParts } from '../index.ts';

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

  test('what every form of it has is there before it is filled, and nothing else', () => {
    expect(withParts(form.example, form.fields)).toEqual(form.example);
  });
});

test('of an empty form the parts are there whose fields are always asked, so that each of these is missed by its name', () => {
  const field = (path: string, over: Partial<FormField> = {}): FormField => ({
    path,
    label: { vi: path, en: path },
    input: 'text',
    required: true,
    ...over,
  });
  const form = { owner: { sex: 'male' } };
  const fields = [
    field('/business/name'),
    field('/owner/sex'),
    field('/owner/home/commune'),
    field('/tax/method', { required: false }),
    field('/notices/address', { input: 'address', when: { all: [{ path: '/notices/address/sameAs', exists: false }] } }),
    field('/mother/fullName', { when: { all: [{ path: '/mother/unknown', exists: false }] } }),
  ];
  expect(withParts(form, fields)).toEqual({ business: {}, owner: { sex: 'male', home: {} }, notices: {} });
  expect(form).toEqual({ owner: { sex: 'male' } });
});

test('what is not asked is not taken', () => {
  const extract = demoProcedures.find(({ code }) => code === '2.000635');
  const posted = { 'form/event': 'birth', 'form/spouse/fullName': 'Ai Đó' };
  expect(readForm(extract?.form.fields ?? [], posted)).toEqual({ event: 'birth' });
  expect(readForm(extract?.form.fields ?? [], { ...posted, 'form/event': 'marriage' })).toHaveProperty('spouse.fullName', 'Ai Đó');
});

describe('what hangs on a condition says so where no script hides it', () => {
  const t = (vi: string, en: string) => ({ vi, en });
  const kind: FormField = {
    path: '/place/kind',
    label: t('Sinh ở đâu?', 'Where?'),
    input: 'choice',
    required: true,
    choices: [
      { value: 'clinic', label: t('Cơ sở y tế', 'Clinic') },
      { value: 'home', label: t('Ở nhà', 'At home') },
    ],
  };
  const unknown: FormField = { path: '/mother/unknown', label: t('Không rõ mẹ', 'Mother not known'), input: 'check', required: false };
  const text = (path: string, when: FormField['when']): FormField => ({
    path,
    label: t(path, path),
    input: 'text',
    required: true,
    ...(when && { when }),
  });
  const told = (fields: readonly FormField[], language: 'vi' | 'en' = 'vi') =>
    [
      ...formFields(fields, {}, new Map(), language)
        .toString()
        .matchAll(/<noscript><p class="hint">([^<]*)<.*?id="([^"]*)"/gs),
    ].map(([, words, id]) => [id, words]);

  test('once for a run under one condition, with how many there are', () => {
    const known = { all: [{ path: '/mother/unknown', exists: false }] };
    const there = { all: [{ path: '/place/kind', in: ['clinic', 'home'] }] };
    const fields = [kind, unknown, text('/mother/name', known), text('/mother/born', known), text('/place/name', there)];
    expect(told(fields)).toEqual([
      ['form/mother/name', 'Mục này và 1 mục sau chỉ điền khi không đánh dấu “Không rõ mẹ”.'],
      ['form/place/name', 'Chỉ điền khi chọn “Cơ sở y tế” hoặc “Ở nhà” ở mục “Sinh ở đâu?”.'],
    ]);
    expect(told(fields, 'en').map(([, words]) => words)).toEqual([
      'This and the next 1: fill in only if “Mother not known” is not ticked.',
      'Fill in only if “Where?” is “Clinic” or “At home”.',
    ]);
  });

  test('several parts in one sentence; what the form does not ask for is not spoken of', () => {
    const both = {
      all: [
        { path: '/mother/unknown', in: [true] },
        { path: '/place/kind', exists: true },
      ],
    };
    const fields = [kind, unknown, text('/a', both), text('/b', { all: [{ path: '/elsewhere', exists: true }] })];
    expect(told(fields)).toEqual([['form/a', 'Chỉ điền khi đã đánh dấu “Không rõ mẹ” và đã chọn ở mục “Sinh ở đâu?”.']]);
  });

  test('what the form has no words for is not said by halves', () => {
    const country: FormField = { path: '/country', label: t('Quốc tịch', 'Nationality'), input: 'country', required: true };
    const hangs = (path: string, values: string[]) => text(`/on${path}`, { all: [{ path, in: values }] });
    expect(told([kind, country, hangs('/country', ['VN']), hangs('/place/kind', ['home', 'elsewhere'])])).toEqual([]);
  });

  test('by the words that the page shows: of a tick those beside it, of a name that stands twice its group too', () => {
    const same: FormField = { ...unknown, path: '/same', choices: [{ value: 'home', label: t('Như nơi ở', 'As my home') }] };
    const name = (path: string, group: string): FormField => ({
      ...text(path, undefined),
      label: t('Tên', 'Name'),
      group: t(group, group),
    });
    const fields = [same, name('/mother/name', 'Mẹ'), name('/father/name', 'Cha')];
    const when = {
      all: [
        { path: '/same', exists: false },
        { path: '/father/name', exists: true },
      ],
    };
    expect(told([...fields, text('/a', when)])).toEqual([['form/a', 'Chỉ điền khi không đánh dấu “Như nơi ở” và đã điền “Tên” (Cha).']]);
  });
});

describe('rows', () => {
  const business = demoProcedures.find(({ code }) => code === '1.001612');
  const fields = business?.form.fields.filter(({ path }) => path === '/members' || path === '/business/lines') ?? [];
  const household = { 'form/ownership': 'household' };
  const asked = (business?.form.fields ?? []).filter(({ path }) => path === '/ownership' || fields.some((one) => one.path === path));
  const member = (row: number) => ({
    [`form/members#${row}#fullName`]: `Người Thứ ${row + 1}`,
    [`form/members#${row}#birthDate`]: '5/3/1990',
    [`form/members#${row}#nationalId`]: '099079000456',
    [`form/members#${row}#relation`]: 'anh',
    [`form/members#${row}#share`]: '1.000.000',
  });
  const page = (posted: Record<string, string>) => formFields(fields, posted, new Map(), 'vi').toString();

  test('are there for twenty, without script, those after the third folded away until one is used', () => {
    const empty = page({});
    expect(empty).toContain('name="form/members#19#share"');
    expect(empty).toContain('name="form/business/lines#19#name"');
    expect(empty.match(/<details class="fold"><summary>Thêm dòng \(đến 20 dòng\)/g)).toHaveLength(2);
    expect(page(member(2))).not.toContain('<details class="fold" open>');
    expect(page(member(3)).match(/<details class="fold" open>/g)).toHaveLength(1);
  });

  test('of a household of four are read, and shown again as they were', () => {
    const posted = Object.assign({}, household, ...[0, 1, 2, 3].map(member)) as Record<string, string>;
    const { members } = readForm(asked, posted) as { members: { fullName: string }[] };
    expect(members.map(({ fullName }) => fullName)).toEqual(['Người Thứ 1', 'Người Thứ 2', 'Người Thứ 3', 'Người Thứ 4']);
    expect(members[3]).toEqual({ ...members[0], fullName: 'Người Thứ 4' });
    expect(sendBack(page(posted))).toMatchObject(member(3));
  });

  test('of lines go to twenty, any of them the main one', () => {
    const lines = Object.fromEntries(Array.from({ length: 20 }, (_, row) => [`form/business/lines#${row}#name`, `Nghề ${row + 1}`]));
    const read = readForm(asked, { ...lines, 'form/business/lines#main': '19' }) as { business: { lines: object[] } };
    expect(read.business.lines).toHaveLength(20);
    expect(read.business.lines[19]).toEqual({ name: 'Nghề 20', main: true });
  });
});

test('a number that is chosen from a list says what each means, and is read as a number', () => {
  const extract = demoProcedures.find(({ code }) => code === '2.000635')?.form.fields ?? [];
  const copies = extract.filter(({ path }) => path === '/copies');
  const page = formFields(copies, { 'form/copies': '3' }, new Map(), 'vi').toString();
  expect(page).toContain('<option value="3" selected>3 bản: 24.000 đ</option>');
  expect(page).toContain('<option value="20">20 bản: 160.000 đ</option>');
  expect(formFields(copies, {}, new Map(), 'en').toString()).toContain('<option value="1">1 copy: 8,000 đ</option>');
  expect(readForm(copies, { 'form/copies': '3' })).toEqual({ copies: 3 });
});

describe('a date that the system writes out', () => {
  const fields = (demoProcedures.find(({ code }) => code === '1.001193')?.form.fields ?? []).filter(({ path }) =>
    path.startsWith('/child/birthDate'),
  );
  const born = { 'form/child/birthDate#day': '5', 'form/child/birthDate#month': '11', 'form/child/birthDate#year': '2026' };
  const page = (posted: Record<string, string>) =>
    formFields(fields, posted, new Map(), 'vi', (date) => (date === '2026-11-05' ? 'Ngày năm' : undefined)).toString();

  test('is shown once the date is there, and asked of nobody', () => {
    expect(page(born)).toMatch(/<output id="form\/child\/birthDateInWords"[^>]*>Ngày năm<\/output>/);
    expect(page({})).toMatch(/<output[^>]*>Hệ thống tự ghi từ ngày đã điền\.<\/output>/);
    expect(page({})).not.toContain('name="form/child/birthDateInWords"');
    expect(page({})).not.toContain('(không bắt buộc)');
  });

  test('is not taken from the page', () => {
    expect(readForm(fields, { ...born, 'form/child/birthDateInWords': 'x' })).toEqual({ child: { birthDate: '2026-11-05' } });
  });
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
  expect(page(false)).toContain('value="" checked>Không chọn mục nào');
  expect(page(false, { 'form/exemption': 'poor' })).toContain('value="poor" id="form/exemption" checked>');
  expect(page(true)).not.toContain('Không chọn mục nào');
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
