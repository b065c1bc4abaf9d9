import { randomUUID } from 'node:crypto';
import type { SubmissionFiled } from '@motcua/contracts';
import { demoCalendars } from '@motcua/demo';
import { unseal } from '@motcua/sealing';
import { testService } from '@motcua/service-kit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { largestUpload } from '../../src/application/receive-upload.ts';
import { httpModule } from '../../src/http/http.module.ts';
import { intakePages } from '../../src/http/pages/index.ts';
import { filled } from './filled-page.ts';
import { eventsOf, openWorld, picture, type World } from './world.ts';

let world: World;
let running: Awaited<ReturnType<typeof testService>>;

beforeAll(async () => {
  world = await openWorld();
  const never = () => undefined;
  const rim = {
    useCases: world.useCases,
    jwks: world.signer.jwks,
    limits: { submissions: never, uploads: never },
    catalogue: { asOf: never, passed: async () => true },
    standings: { asOf: never, passed: async () => true },
    publicUrl: 'http://vi-du.invalid',
  };
  const nothing = async () => undefined;
  running = await testService({
    name: 'intake',
    config: z.object({}),
    open: async () => ({
      module: httpModule(rim, [], intakePages),
      strategies: [],
      start: nothing,
      readiness: async () => [],
      drain: nothing,
      stop: nothing,
    }),
  });
});
afterAll(() => running.stop());

const get = async (path: string, language = 'vi') => {
  const answer = await fetch(`${running.url}${path}`, { headers: { 'accept-language': language } });
  return { status: answer.status, text: await answer.text(), headers: answer.headers };
};

test('a link to a page opens with what a chat has added to it; what the page itself is asked is still checked', async () => {
  const plain = await get('/thu-tuc?q=khai');
  expect((await get('/thu-tuc?q=khai&utm_source=zalo&utm_medium=zalo')).text).toBe(plain.text);
  expect((await get(`/thu-tuc?q=${'x'.repeat(101)}&utm_source=zalo`)).status).toBe(400);
});

async function post(fields: Record<string, string>, photo?: Uint8Array, language = 'vi', code = '1.001193') {
  const body = new FormData();
  const { key = '', ...answers } = fields;
  body.set('key', key);
  // Before the answers: they are read whatever becomes of it.
  if (photo) body.set('paper/giay-chung-sinh', new Blob([photo]), 'ảnh.png');
  for (const [name, value] of Object.entries(answers)) body.set(name, value);
  const answer = await fetch(`${running.url}/nop-ho-so/${code}`, { method: 'POST', body, headers: { 'accept-language': language } });
  return { status: answer.status, text: await answer.text() };
}
const filings = async () => eventsOf(world.store, 'SubmissionFiled.v1');

describe('the catalogue', () => {
  test('is found by everyday words without diacritics', async () => {
    expect((await get('/thu-tuc')).text).toMatch(/<html lang="vi">/);
    const found = (await get('/thu-tuc?q=lam%20giay%20khai%20sinh')).text;
    expect(found).toContain('href="/thu-tuc/1.001193"');
    expect(found).not.toContain('href="/thu-tuc/1.001612"');
    expect((await get('/thu-tuc?q=%3Cscript%3E')).text).not.toContain('<script>');
  });

  test('a procedure says papers, time and fee first, in both languages', async () => {
    const page = await get('/thu-tuc/1.001193');
    expect(page.text).toContain('Đăng ký khai sinh: xong trong ngày, không phải nộp lệ phí.');
    expect(page.text.indexOf('Giấy chứng sinh')).toBeLessThan(page.text.indexOf('Căn cứ pháp lý'));
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    // A remark on a fee begins like a sentence, and how sure a source is stands in words, not as a letter.
    expect(page.text).toContain('<small>Nộp lệ phí khi nhận kết quả</small>');
    expect(page.text).toContain('Nguồn: <span lang="vi">Nguyên văn luật</span> · đã đối chiếu');
    // Nobody has a database to bring.
    expect(page.text).toContain('Không cần nếu cán bộ tra được: Cơ sở dữ liệu dân cư.');
    const english = (await get('/thu-tuc/1.001193', 'en')).text;
    expect(english).toContain('Birth registration: done the same day, no fee.');
    // The law is quoted in its own language, and read aloud in it.
    expect(english).toContain('<span lang="vi"><b>Luật Hộ tịch 2014</b>, Điều 5, 11, 13–16</span>');
    // What the law adds where something has to be verified, and what is no part of the application.
    expect(page.text).toContain('Phải xác minh thì thêm nhiều nhất 3 ngày làm việc.');
    expect((await get('/thu-tuc/1.001612')).text).toContain('Không thuộc hồ sơ này');
    expect((await get('/nop-ho-so/1.001612')).text).not.toContain('chung-chi-hanh-nghe');
    for (const path of ['/thu-tuc/9.999999', '/thu-tuc/khai-sinh', '/nop-ho-so/khai-sinh'])
      expect((await get(path)).status, path).toBe(404);
  });
});

describe('conditional requests', () => {
  test.each(['/thu-tuc', '/thu-tuc?q=khai%20sinh', '/thu-tuc/1.001193', '/api/intake/v1/procedures', '/api/intake/v1/procedures/1.001193'])(
    '%s, which is the same for everybody, is not sent twice',
    async (path) => {
      const etag = (await get(path)).headers.get('etag') ?? '';
      expect(etag).toMatch(/^"[^"]+"$/);
      const again = await fetch(running.url + path, { headers: { 'accept-language': 'vi', 'if-none-match': etag } });
      expect(again.status).toBe(304);
      expect(await again.text()).toBe('');
    },
  );

  test('the form, which has a key of its own each time, has no tag and is not stored', async () => {
    const [one, other] = [await get('/nop-ho-so/1.001193'), await get('/nop-ho-so/1.001193')];
    expect(one.text).not.toBe(other.text);
    expect([one.status, one.headers.get('cache-control'), one.headers.get('etag')]).toEqual([200, 'no-store', null]);
  });
});

describe('filing', () => {
  test('works without script: photo and form in one post, once per page', async () => {
    const before = (await filings()).length;
    const key = randomUUID();
    const first = await post(filled(key), await picture());
    expect(first.status, first.text).toBe(201);
    expect(first.text).toMatch(/YC-[\w-]+/);
    expect(first.text).toContain('/s#');
    // On paper the QR is for whom has a camera; who types needs to know where.
    expect(first.text).toMatch(/Tra cứu tại [\w.:-]+\/tra-cuu bằng mã tạm/);
    const again = await post(filled(key), await picture());
    expect(again.status).toBe(201);
    expect(/YC-[\w-]+/.exec(again.text)?.[0]).toBe(/YC-[\w-]+/.exec(first.text)?.[0]);
    expect((await filings()).length).toBe(before + 1);
    expect((await filings()).at(-1)?.data).toMatchObject({ channel: 'web', documents: [{ code: 'giay-chung-sinh' }], missing: [] });
  });

  test('says by when the agency answers, and from when it looks at what came on a day off', async () => {
    const unpublished = await post(filled(randomUUID()));
    expect(unpublished.text).toContain('sẽ trả lời trong 8 giờ làm việc.');
    world.catalogue.take(demoCalendars.map((definition) => ({ kind: 'calendar' as const, version: 1, definition })));
    const published = await post(filled(randomUUID()));
    expect(published.text).toContain('sẽ trả lời trước 8 giờ, thứ Năm, 26/11/2026.');
    expect(published.text).toContain(
      '<p class="todo">Đã nhận lúc 9 giờ, ngoài giờ làm việc. Cán bộ xem từ 7 giờ 30, thứ Tư, 25/11/2026.</p><p class="todo">Giữ mã',
    );
  });

  test('says that what came after three is returned on the next working day', async () => {
    world.catalogue.take(demoCalendars.map((definition) => ({ kind: 'calendar' as const, version: 1, definition })));
    // From the morning of Tuesday 24/11, a day off, to 15:20 of Wednesday.
    const toLate = (24 + 6) * 3_600_000 + 20 * 60_000;
    world.pass(toLate);
    const sentences = [await post(filled(randomUUID())), await post(filled(randomUUID()), undefined, 'en')];
    world.pass(-toLate);
    expect(sentences[0]?.text).toContain('Nhận sau 15 giờ nên trả kết quả chậm nhất vào ngày làm việc tiếp theo.');
    expect(sentences[1]?.text).toContain('Received after 15:00, so it is returned on the next working day at the latest.');
    expect((await post(filled(randomUUID()))).text).not.toContain('Nhận sau');
  });

  test.each<[string, Record<string, string>, { phone?: string; sms: boolean }]>([
    ['the applicant', {}, { phone: '+84912345678', sms: true }],
    [
      'the helper, where the applicant has no phone',
      { 'applicant/phone': '', 'filedBy/fullName': 'Lê Văn Ví Dụ', 'filedBy/phone': '0900 000 001' },
      { phone: '+84900000001', sms: true },
    ],
    ['nobody, where there is no phone', { 'applicant/phone': '' }, { sms: false }],
  ])('messages go to %s', async (_who, fields, contact) => {
    expect((await post({ ...filled(randomUUID()), ...fields })).status).toBe(201);
    const { data } = (await filings()).at(-1) as unknown as SubmissionFiled;
    const key = (await world.keys.keysOf([data.dossierId])).get(data.dossierId) ?? new Uint8Array();
    expect(unseal(data.sealed.contact, key)).toEqual({ ...contact, byEmail: false, language: 'vi' });
  });

  test('the form and the contract say that no e-mail is sent yet', async () => {
    const page = (await get('/nop-ho-so/1.001193')).text;
    expect(page).toContain('chưa gửi được thư điện tử');
    expect(page).toContain('Người đứng tên không có điện thoại thì chúng tôi nhắn tin đến số này.');
    const contract = (await get('/api/intake/v1/openapi.json')).text;
    expect(contract).toContain('no e-mail is sent in this version');
  });

  test('keeps what was filled and what was photographed, and says what to change', async () => {
    const before = (await filings()).length;
    const key = randomUUID();
    const fields = { ...filled(key), 'applicant/nationalId': '12', 'form/child/fullName': '"><script>alert(1)</script>' };
    const refused = await post(fields, await picture());
    expect(refused.status).toBe(400);
    expect(refused.text).toContain('href="#applicant/nationalId"');
    expect(refused.text).toContain('value="12"');
    expect(refused.text).not.toContain('<script>alert');
    expect(refused.text).toContain('Ngày năm, tháng mười một, năm hai nghìn không trăm hai mươi sáu</output>');
    const uploadId = /name="upload\/giay-chung-sinh" value="([^"]+)"/.exec(refused.text)?.[1] ?? '';
    const mended = await post({ ...filled(key), 'upload/giay-chung-sinh': uploadId });
    expect(mended.status, mended.text).toBe(201);
    expect((await filings()).length).toBe(before + 1);
  });

  test('a file that is too large costs no answer but itself', async () => {
    const before = (await filings()).length;
    const key = randomUUID();
    const refused = await post(filled(key), new Uint8Array(largestUpload + 1));
    expect(refused.status).toBe(400);
    // The same words stand hidden beside every paper, for the script.
    expect(refused.text).toMatch(/href="#paper\/giay-chung-sinh">[^<]*Tệp này lớn hơn 20 MB\. Xin chọn tệp nhỏ hơn\./);
    expect(refused.text).toContain('value="Trần Thị Thử An"');
    expect((await filings()).length).toBe(before);
    const english = (await post(filled(key), new Uint8Array(largestUpload + 1), 'en')).text;
    expect(english).toMatch(/href="#paper\/giay-chung-sinh">[^<]*This file is larger than 20 MB\./);
  });

  test('names the fields that the procedure itself refuses', async () => {
    const { 'form/child/sex': _, ...rest } = filled(randomUUID());
    const refused = await post(rest);
    expect(refused.status).toBe(400);
    expect(refused.text).toContain('href="#form/child/sex"');
    const future = await post({ ...filled(randomUUID()), 'form/child/birthDate#year': '2099' });
    expect(future.text).toContain('Ngày sinh của cháu không thể sau hôm nay.');
  });

  test('a household of four files from the page, with every row that it has', async () => {
    const page = (await get('/nop-ho-so/1.001612')).text;
    const rows = [...page.matchAll(/ name="(form\/(?:members|business\/lines)#\d+#\w+)"/g)].map(([, name = '']) => [name, '']);
    const member = (row: number) => ({
      [`form/members#${row}#fullName`]: 'Lê Văn Ví Dụ',
      [`form/members#${row}#birthDate`]: '5/3/1990',
      [`form/members#${row}#nationalId`]: `09909000045${row}`,
      [`form/members#${row}#relation`]: 'anh',
      [`form/members#${row}#share`]: '1.000.000',
    });
    const household = {
      ...Object.fromEntries(rows),
      key: randomUUID(),
      agency: 'H53.12',
      'applicant/fullName': 'Lê Văn Ví Dụ',
      'applicant/nationalId': '099090000450',
      'form/ownership': 'household',
      'form/owner/birthDate#day': '20',
      'form/owner/birthDate#month': '5',
      'form/owner/birthDate#year': '1979',
      'form/owner/sex': 'male',
      'form/owner/ethnicity': 'Kinh',
      'form/owner/nationality': 'VN',
      'form/owner/permanentAddress': '80/25000',
      'form/owner/contactAddress/sameAs': 'permanentAddress',
      'form/business/name': 'Hộ kinh doanh Tạp hóa Ví Dụ',
      'form/business/address': '80/25000',
      'form/business/lines#0#name': 'Bán tạp hóa',
      'form/business/lines#main': '0',
      'form/business/capital': '50.000.000',
      'form/business/workers': '1',
      'form/business/startDate#day': '1',
      'form/business/startDate#month': '12',
      'form/business/startDate#year': '2026',
      'form/tax/noticeAddress/sameAs': 'business.address',
      'form/declaration': 'true',
    };
    const four = Object.assign({}, ...[0, 1, 2, 3].map(member)) as Record<string, string>;
    const elsewhere = await post({ ...household, ...four, agency: 'H53.99' }, undefined, 'vi', '1.001612');
    expect(elsewhere.text).toContain('Xin chọn nơi nộp là UBND xã Bình Mẫu.');
    expect(elsewhere.text).toContain('<details class="fold" open>');
    const filed = await post({ ...household, ...four }, undefined, 'vi', '1.001612');
    expect(filed.status, filed.text).toBe(201);
    const { data } = (await filings()).at(-1) as unknown as SubmissionFiled;
    const key = (await world.keys.keysOf([data.dossierId])).get(data.dossierId) ?? new Uint8Array();
    expect(unseal<{ form: { members: object[] } }>(data.sealed.form, key).form.members).toHaveLength(4);
  });

  test('tells all that is wrong in one round', async () => {
    const { 'form/child/sex': _, agency: __, ...rest } = filled(randomUUID());
    const wrong = { ...rest, 'applicant/nationalId': '12', 'delivery/method': 'post', 'form/child/fullName': '' };
    const refused = await post(wrong, new TextEncoder().encode('MZ this is a program, not a picture at all'));
    expect(refused.status).toBe(400);
    expect(refused.text).toMatch(/<title>Cần xem lại/);
    // From the top of the page down, so that nobody goes up and down it.
    const named = ['agency', 'applicant/nationalId', 'form/child/fullName', 'form/child/sex', 'paper/giay-chung-sinh', 'delivery/address'];
    expect([...refused.text.matchAll(/<a href="#((?!noi-dung)[^"]+)"/g)].map(([, name]) => name)).toEqual(named);
  });

  test('names each thing that an empty page lacks, and not only the part that it belongs to', async () => {
    const refused = await post({ key: randomUUID() }, undefined, 'vi', '1.001612');
    const named = [...refused.text.matchAll(/<a href="#((?!noi-dung)[^"]+)"/g)].map(([, name]) => name);
    const business = ['name', 'address', 'lines', 'capital', 'workers', 'startDate'].map((key) => `form/business/${key}`);
    expect(named).toEqual(expect.arrayContaining(['applicant/fullName', 'applicant/nationalId', ...business]));
    // An address that may be told by a tick is what is missing, not the tick.
    expect(named).toContain('form/tax/noticeAddress');
    expect(named).not.toContain('form/tax/noticeAddress/sameAs');
  });

  test('asks for a tick where a tick is missing, and for figures where words were written', async () => {
    const { 'form/declaration': _, ...rest } = filled(randomUUID());
    const refused = await post({ ...rest, 'form/copies': 'hai' });
    expect(refused.text).toContain('Tôi cam đoan lời khai là đúng. Cần đánh dấu mục này');
    expect(refused.text).toContain('Số bản sao trích lục xin thêm: Xin ghi bằng chữ số, ví dụ 2');
  });

  test.each([
    ['vi', 'Chỉ nhận ảnh JPEG, PNG hoặc tệp PDF', 'Only JPEG'],
    ['en', 'Only JPEG, PNG or PDF', 'Chỉ nhận'],
  ])('refuses what is no picture in plain words of one language (%s) and keeps the rest', async (language, said, foreign) => {
    const refused = await post(filled(randomUUID()), new TextEncoder().encode('MZ this is a program, not a picture at all'), language);
    expect(refused.status).toBe(400);
    expect(refused.text).toContain(said);
    expect(refused.text).not.toContain(foreign);
    expect(refused.text).toContain('value="Lê Thử An"');
  });
});
