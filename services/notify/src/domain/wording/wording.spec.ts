import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cutAtWord, gsm7Length, smsLimit, unaccented } from './gsm7.ts';
import { fullMoment, shortMoment } from './moment.ts';
import { type TemplateName, templates } from './templates.ts';
import { type Values, type Voice, write } from './write.ts';

const voice: Voice = {
  web: { vi: 'x'.repeat(20), en: 'x'.repeat(20) },
  pronoun: 'ông/bà',
  smsPronoun: 'anh/chi',
};
const w = (length: number): string => 'w'.repeat(length);
const longest: Values = {
  cq: w(22),
  tt: w(30),
  ma: w(18),
  khi: '2026-12-23T16:30:00+07:00',
  cu: '2026-12-23T16:30:00+07:00',
  gi: [w(40)],
  ly: w(40),
  n: 999,
};
const all = (Object.keys(templates) as TemplateName[]).flatMap((name) => [
  [name, 'vi' as const],
  [name, 'en' as const],
]) as [TemplateName, 'vi' | 'en'][];

describe('an SMS', () => {
  test.each(all)('%s (%s) fits one segment with the longest values', (name, language) => {
    const text = write(name, 'sms', language, longest, voice);
    expect(gsm7Length(text)).toBeLessThanOrEqual(smsLimit);
    expect(text).not.toMatch(/[{}]/);
    expect(text.length).toBeGreaterThan(40);
  });
  test.each(all)('%s (%s) never cuts a code, and still fits', (name, language) => {
    for (const ma of ['H53.12-261124-10002', 'H101.1001.1001.1001-261124-100002']) {
      const text = write(name, 'sms', language, { ...longest, ma }, voice);
      expect(text).toContain(ma);
      expect(gsm7Length(text)).toBeLessThanOrEqual(smsLimit);
    }
  });
  test('fits and stays GSM-7 whatever an agency, a procedure or a paper is called', () => {
    const words = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 80 });
    fc.assert(
      fc.property(
        fc.constantFrom(...all),
        fc.record({ cq: words, tt: words, gi: fc.array(words, { minLength: 1 }), ly: words, n: fc.integer({ min: -5, max: 5000 }) }),
        ([name, language], values) => {
          const text = write(name, 'sms', language, { ...longest, ...values }, voice);
          const septets = gsm7Length(text);
          expect(septets).toBeDefined();
          expect(septets).toBeLessThanOrEqual(smsLimit);
        },
      ),
      { numRuns: 500 },
    );
  });
  test('has no name, no reason of a person, no link of a dossier', () => {
    for (const { sms } of Object.values(templates)) {
      for (const text of Object.values(sms)) expect(text).not.toMatch(/\{(link|nguoi)\}/);
    }
  });
  test('says what the reference says', () => {
    const values = {
      ...longest,
      cq: 'UBND xã Bình Mẫu',
      tt: 'Đăng ký khai sinh',
      ma: 'YC-7K3M-9QXD-2F4H',
      khi: '2026-11-23T16:30:00+07:00',
    };
    const spoken = { web: { vi: '127.0.0.1:8080', en: '127.0.0.1:8080' }, pronoun: 'ông/bà', smsPronoun: 'Ong/Ba' };
    expect(write('received', 'sms', 'vi', values, spoken)).toBe(
      'UBND xa Binh Mau: da nhan ho so Dang ky khai sinh cua Ong/Ba. Ma YC-7K3M-9QXD-2F4H. Se tra loi truoc 16h30 T2 23/11. Xem: 127.0.0.1:8080',
    );
  });
});

describe('a Zalo text', () => {
  test('keeps its link unresolved and leaves out a line without its value', () => {
    const text = write('refused', 'zalo', 'vi', { cq: 'UBND xã', tt: 'Khai sinh', ma: 'YC-1', ly: 'Ảnh mờ' }, voice);
    expect(text).toBe('Hồ sơ YC-1 chưa nhận được\nVì: Ảnh mờ\nCần giúp, xin hỏi tại quầy.\nXem hồ sơ: {link}');
  });
  test('of a refusal does not promise that what was filled in is kept: the form behind its link is empty', () => {
    const { vi, en } = templates.refused.zalo;
    expect(`${vi} ${en}`).not.toMatch(/vẫn còn|is kept/);
  });
  test('a reason cannot smuggle a link in', () => {
    const text = write('refused', 'zalo', 'vi', { cq: 'a', tt: 'b', ma: 'c', ly: 'xem {link}' }, voice);
    expect(text.match(/\{link\}/g)).toHaveLength(1);
  });
});

test('moments are those of Viet Nam, on any host', () => {
  expect(shortMoment('2026-11-23T09:30:00Z', 'vi')).toBe('16h30 T2 23/11');
  expect(shortMoment('2026-11-22T23:30:00Z', 'en')).toBe('06:30 Mon 23/11');
  expect(fullMoment('2026-11-29T09:00:00Z', 'vi')).toBe('16 giờ, Chủ nhật, 29/11/2026');
  expect(fullMoment('2026-11-23T23:30:00Z', 'vi')).toBe('6 giờ 30, thứ Ba, 24/11/2026');
  expect(fullMoment('2026-11-30T23:30:00Z', 'en')).toBe('06:30 on Tuesday, 1 December 2026');
});
test('names lose their marks and are cut at a word', () => {
  expect(unaccented('Văn phòng HĐND – Tư pháp, hộ tịch')).toBe('Van phong HDND - Tu phap, ho tich');
  expect(cutAtWord('Cap ban sao trich luc ho tich', 24)).toBe('Cap ban sao trich luc ho');
  expect(cutAtWord('giay chung sinh, giay to tuy than', 16)).toBe('giay chung sinh');
});
