import { done } from '@motcua/bus';
import type { DossierEvent, NotificationRequested } from '@motcua/contracts';
import { memorySubjectKeys, unseal } from '@motcua/sealing';
import { describe, expect, test } from 'vitest';
import { announce } from '../../src/application/announce.ts';
import { gsm7Length, smsLimit } from '../../src/domain/wording/gsm7.ts';
import { all, dossierId, inside, lifeOf, recorded } from './dossier-life.ts';

const told = async (i: ReturnType<typeof inside>) => {
  const events = (await all(i.store, 'notification-')) as readonly { data: NotificationRequested['data'] }[];
  return events.map(({ data }) => ({ ...data, ...unseal<{ to: string; text: string }>(data.sealed.message, i.key) }));
};
const hear = async (i: ReturnType<typeof inside>, ...events: readonly DossierEvent[]) => {
  for (const [revision, event] of events.entries()) expect(await i.announce(recorded(event, revision))).toEqual(done);
};

describe('what happens to a dossier', () => {
  test('causes one message for each thing to know, in the words of the texts', async () => {
    const i = inside();
    const { opened, accepted, asked, noted, resumed, ready, returned, late } = i.life;
    await hear(i, opened, accepted, asked, noted, resumed, late, ready, returned);
    const messages = await told(i);
    expect(messages.map(({ kind, variant, channel }) => [kind, variant, channel])).toEqual([
      ['received', undefined, 'sms'],
      ['accepted', undefined, 'sms'],
      ['supplement-requested', undefined, 'sms'],
      ['supplement-noted', undefined, 'sms'],
      ['resumed', undefined, 'sms'],
      ['breached', undefined, 'sms'],
      ['result-ready', 'early', 'sms'],
      ['returned', undefined, 'sms'],
    ]);
    expect(messages[0]?.text).toContain('YC-7K3M-9QXD-2F4H');
    expect(messages[2]?.text).toBe(
      'UBND xa Binh Mau: ho so H53.12-261123-0007 can them Giay chung sinh. Xem ly do, gui bo sung: 127.0.0.1:8080 hoac tai quay',
    );
    expect(messages[6]?.text).toContain('xong som 2 ngay. Moi Ong/Ba den nhan tu 13h30 T2 23/11');
    expect(messages.every(({ to }) => to === '+84900000001')).toBe(true);
  });

  test.each([
    ['sms', 'vi', 'UBND xa Binh Mau: ho so H53.12-261123-0007 cham so voi hen 09h00 T2 23/11. Chung toi xin loi. Xem: 127.0.0.1:8080'],
    ['sms', 'en', 'UBND xa Binh Mau: H53.12-261123-0007 missed its due time, 09:00 Mon 23/11. We are sorry. See 127.0.0.1:8080'],
    ['zalo', 'vi', /^Hồ sơ H53\.12-261123-0007 chậm so với ngày hẹn\nĐã hẹn: [^\n]+\nChúng tôi xin lỗi\.\nXem hồ sơ: \{link\}$/],
    ['zalo', 'en', /^Application H53\.12-261123-0007 missed its due time\nIt was due: [^\n]+\nWe are sorry\.\nFollow it: \{link\}$/],
  ] as const)(
    'a breach that comes to light with what asks somebody to come does not say that he need not: %s, %s',
    async (channel, language, words) => {
      const i = inside();
      const { opened, accepted, late, asked, ready } = lifeOf(i.key, { ...(channel === 'zalo' && { zaloUserId: 'z-1' }), language });
      await hear(i, opened, accepted);
      expect(await i.announce(recorded(late, 2, 'officer:chuyen-vien'))).toEqual(done);
      expect(await i.announce(recorded(asked, 3))).toEqual(done);
      expect(await i.announce(recorded(late, 4, 'officer:lanh-dao'))).toEqual(done);
      expect(await i.announce(recorded(ready, 5))).toEqual(done);
      const messages = (await told(i)).slice(2);
      expect(messages.map(({ kind }) => kind)).toEqual(['breached', 'supplement-requested', 'breached', 'result-ready']);
      for (const { text } of [messages[0], messages[2]].map((message) => message ?? { text: '' })) expect(text).toMatch(words);
    },
  );

  test('heard again, and replayed whole, causes nothing more', async () => {
    const i = inside();
    const { opened, accepted, ready } = i.life;
    await hear(i, opened, accepted, ready);
    await hear(i, opened, accepted, ready);
    expect(await told(i)).toHaveLength(3);
    expect(await all(i.store, 'contact-')).toHaveLength(2);
  });

  test('an ended or refused dossier is told too', async () => {
    const i = inside();
    const { opened, refused, withdrawn, kept } = i.life;
    await hear(i, opened, refused, withdrawn, kept);
    expect((await told(i)).map(({ kind }) => kind)).toEqual(['received', 'refused', 'withdrawn', 'withdrawal-declined']);
  });

  test('Zalo is preferred where it is linked, keeps its link unresolved, and tells the reason', async () => {
    const i = inside();
    const { opened, asked, returned } = lifeOf(i.key, { zaloUserId: 'z-1' });
    await hear(i, opened, asked, returned);
    const messages = await told(i);
    expect(messages.map(({ channel, to }) => [channel, to])).toEqual(Array.from({ length: 3 }, () => ['zalo', 'z-1']));
    expect(messages[1]?.text).toContain('Vì: Ảnh mờ, xin chụp lại');
    expect(messages.every(({ text }) => text.split('{link}').length === 2)).toBe(true);
    expect(messages[2]?.text).toContain('Người nhận: T. T. T. An');
  });

  test('who chose English reads the names of papers in English, and in Vietnamese where they were stored without', async () => {
    const i = inside();
    const { opened, asked, noted, ready } = lifeOf(i.key, { zaloUserId: 'z-1', language: 'en' });
    const paper = { code: 'giay-chung-sinh', name: 'Giấy chứng sinh' };
    const english = { ...paper, nameEn: 'Birth note' };
    await hear(
      i,
      opened,
      { ...asked, data: { ...asked.data, documents: [english] } },
      { ...noted, data: { ...noted.data, remaining: [english] } },
      { ...ready, data: { ...ready.data, bring: [english, paper] } },
    );
    const [, needed, missing, collect] = (await told(i)).map(({ text }) => text);
    expect(needed).toContain('Needed: Birth note');
    expect(missing).toContain('Still missing: Birth note');
    expect(collect).toContain('Bring: Birth note, Giấy chứng sinh');
  });

  test.each(['zalo', 'sms'] as const)(
    'who chose English reads no Vietnamese name where an English one is published: %s',
    async (channel) => {
      const i = inside();
      const { opened, accepted, refused, ready } = lifeOf(i.key, { ...(channel === 'zalo' && { zaloUserId: 'z-1' }), language: 'en' });
      const agency = { ...opened.data.competentAgency, nameEn: "Bình Mẫu Commune People's Committee" };
      const desk = { ...accepted.data.holder, nameEn: 'Justice and Civil Status' };
      const collect = { ...ready.data.collect, placeEn: 'Counter 2', hoursEn: 'Monday to Friday' };
      const procedure = { ...opened.data.procedure, nameEn: 'Birth registration' };
      await hear(
        i,
        { ...opened, data: { ...opened.data, procedure, competentAgency: agency } },
        { ...accepted, data: { ...accepted.data, holder: desk } },
        { ...refused, data: { ...refused.data, rightAgency: { code: 'H53.99', name: 'UBND phường Tân Mẫu', nameEn: 'Tân Mẫu Ward' } } },
        { ...ready, data: { ...ready.data, bring: [], collect } },
      );
      const texts = (await told(i)).map(({ text }) => text);
      expect(texts[0]).toContain('Birth registration');
      for (const text of texts) expect(text).not.toMatch(/UBND|khai sinh|Tư pháp|Quầy/);
      if (channel === 'sms') {
        for (const text of texts) expect(text).toMatch(/^Binh Mau Commune: /);
        expect(Math.max(...texts.map((text) => gsm7Length(text) ?? Number.POSITIVE_INFINITY))).toBeLessThanOrEqual(smsLimit);
        return;
      }
      expect(texts[0]).toContain("Bình Mẫu Commune People's Committee will answer");
      expect(texts[1]).toContain('Now with Justice and Civil Status.');
      expect(texts[2]).toContain('Please file it at Tân Mẫu Ward.');
      expect(texts[3]).toContain('at Counter 2.');
      expect(texts[3]).toContain('Office hours: Monday to Friday');
    },
  );

  test.each([
    ['vi', 'sms', 'UBND xa Binh Mau: da nhan giay to Ong/Ba gui them, giu cung ho so YC-7K3M-9QXD-2F4H. Xem: 127.0.0.1:8080'],
    ['en', 'sms', 'UBND xa Binh Mau: the papers you sent are kept with application YC-7K3M-9QXD-2F4H. See 127.0.0.1:8080'],
    [
      'vi',
      'zalo',
      'Đã nhận giấy tờ gửi thêm của hồ sơ YC-7K3M-9QXD-2F4H\nĐã nhận: Giấy chứng sinh\nGiấy tờ này được giữ cùng hồ sơ.\nXem hồ sơ: {link}',
    ],
    [
      'en',
      'zalo',
      'We have received more papers for YC-7K3M-9QXD-2F4H\nReceived: Giấy chứng sinh\nThey are kept with your application.\nFollow it: {link}',
    ],
  ] as const)('who sends a paper that nobody asked for is not told that papers are missing: %s, %s', async (language, channel, text) => {
    const i = inside();
    const { opened, asked, noted } = lifeOf(i.key, { ...(channel === 'zalo' && { zaloUserId: 'z-1' }), language });
    await hear(i, opened, { ...noted, data: { ...noted.data, received: asked.data.documents, remaining: [] } });
    expect((await told(i))[1]).toMatchObject({ kind: 'supplement-noted', text });
  });

  test('a paper without a name is kept with the dossier too', async () => {
    const i = inside();
    const { opened, noted } = lifeOf(i.key, { zaloUserId: 'z-1' });
    await hear(i, opened, { ...noted, data: { ...noted.data, received: [], remaining: [] } });
    expect((await told(i))[1]?.text).not.toContain('Đã nhận: ');
  });

  test.each([
    ['post', 'granted', 'se gui buu dien', /Moi|van ban/],
    ['post', 'declined', 'van ban tra loi, se gui buu dien', /Moi/],
    ['electronic', 'granted', 'xong som 2 ngay. Moi Ong/Ba den nhan', /dien tu|tai tai/],
    ['electronic', 'declined', 'da co van ban tra loi. Moi Ong/Ba den nhan', /dien tu|giay to goc/],
    ['counter', 'declined', 'da co van ban tra loi. Moi Ong/Ba den nhan', /giay to goc/],
  ] as const)('a result by %s, %s, is told as it comes back', async (method, outcome, words, never) => {
    const i = inside();
    const { opened, accepted, ready } = i.life;
    await hear(i, { ...opened, data: { ...opened.data, delivery: { method } } }, accepted, { ...ready, data: { ...ready.data, outcome } });
    const { text } = (await told(i))[2] ?? {};
    expect(text).toContain(words);
    expect(text).not.toMatch(never);
  });

  test('who chose English is told what was stored without English names in Vietnamese', async () => {
    const i = inside();
    await hear(i, lifeOf(i.key, { language: 'en' }).opened);
    expect((await told(i))[0]?.text).toMatch(/^UBND xa Binh Mau: application YC-7K3M-9QXD-2F4H received: Dang ky khai sinh\./);
  });

  test('nobody reachable: no message, and no error', async () => {
    const i = inside();
    const { opened, accepted } = lifeOf(i.key, { sms: false });
    await hear(i, opened, accepted);
    expect(await told(i)).toEqual([]);
  });

  test('an erased person is told nothing', async () => {
    const i = inside();
    const forgotten = announce({ ...i.deps, keys: memorySubjectKeys(new Map()) });
    expect(await forgotten(recorded(i.life.opened))).toEqual(done);
    expect(await told(i)).toEqual([]);
  });

  test('an event whose dossier is not known yet is retried', async () => {
    const i = inside();
    expect(await i.announce(recorded(i.life.accepted))).toMatchObject({ kind: 'retry' });
  });

  test('what does not open is parked', async () => {
    const i = inside();
    await i.announce(recorded(i.life.opened));
    i.keys.set(dossierId, new Uint8Array(32));
    expect(await i.announce(recorded(i.life.accepted))).toMatchObject({ kind: 'park' });
  });
});
