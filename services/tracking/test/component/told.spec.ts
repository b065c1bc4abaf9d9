import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { directoryWith, sameDayProcedure } from '../published.ts';
import { openWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
  await world.append('workflow', 'directory-H53', directoryWith('0276 000 0012'));
  await world.publishProcedure(sameDayProcedure);
});
afterAll(() => world.stop());

type Life = Awaited<ReturnType<World['newDossier']>>;
const both = async ({ status }: Life, position: string) => [(await status(position)).body, (await status(position, 'en')).body] as const;

describe('papers that nobody had asked for', () => {
  const titlesAfter = async (remaining: readonly { code: string; name: string }[]) => {
    const dossier = await world.newDossier();
    const { opened, noted } = dossier.life.dossier;
    const position = await dossier.tell(opened, { ...noted, data: { ...noted.data, remaining: [...remaining] } });
    const views = await both(dossier, position);
    return views.map(
      ({ timeline }) => (timeline as unknown as { event: string; title: string }[]).find(({ event }) => event === 'SupplementNoted')?.title,
    );
  };

  test('are told as kept, not as a part of what is missing', async () => {
    expect(await titlesAfter([])).toEqual(['Đã nhận giấy gửi thêm, giữ cùng hồ sơ', 'More papers came and are kept with it']);
  });

  test('are not those of which some are still missing', async () => {
    expect(await titlesAfter([{ code: 'giay-ket-hon', name: 'Giấy kết hôn' }])).toEqual([
      'Đã nhận một phần giấy bổ sung',
      'Some of the papers came',
    ]);
  });
});

describe('what is done next with a result', () => {
  const nextAfter = async (method: 'counter' | 'post' | 'electronic', outcome: 'granted' | 'declined') => {
    const dossier = await world.newDossier();
    const { opened, accepted, signed, issued } = dossier.life.dossier;
    const position = await dossier.tell(
      { ...opened, data: { ...opened.data, delivery: { method } } },
      accepted,
      { ...signed, data: { ...signed.data, outcome } },
      { ...issued, data: { ...issued.data, outcome } },
    );
    return (await both(dossier, position)).map(({ next }) => next);
  };

  test('is nothing where it comes by post', async () => {
    expect(await nextAfter('post', 'granted')).toEqual([
      { who: 'officer', what: 'Kết quả sẽ gửi qua bưu điện đến địa chỉ đã ghi.' },
      { who: 'officer', what: 'The result will come by post.' },
    ]);
    expect(await nextAfter('post', 'declined')).toEqual([
      { who: 'officer', what: 'Văn bản trả lời sẽ gửi qua bưu điện đến địa chỉ đã ghi.' },
      { who: 'officer', what: 'The written answer will come by post.' },
    ]);
  });

  test('is to fetch the written answer where it declines, without originals', async () => {
    const declined = [
      { who: 'citizen', what: 'Mời ông/bà đến nhận văn bản trả lời: Trung tâm, 7 giờ 30 – 17 giờ.' },
      { who: 'citizen', what: 'Please come for the written answer: Trung tâm, 7 giờ 30 – 17 giờ.' },
    ];
    expect(await nextAfter('counter', 'declined')).toEqual(declined);
    expect(await nextAfter('electronic', 'declined')).toEqual(declined);
  });

  test('is to fetch the paper, also for whoever asked for a file that nobody can open here', async () => {
    const [vi, en] = await nextAfter('electronic', 'granted');
    expect(vi).toMatchObject({ who: 'citizen', what: expect.stringMatching(/^Kết quả này là bản giấy\. Mời ông\/bà đến Trung tâm/) });
    expect(en).toMatchObject({ who: 'citizen', what: expect.stringMatching(/^This result is on paper\. Please come to Trung tâm/) });
    expect(await nextAfter('counter', 'granted')).toMatchObject([{ what: expect.stringMatching(/^Mời ông\/bà đến Trung tâm/) }, {}]);
  });
});

describe('the hour at which it came', () => {
  const openedAt = async (receivedAt: string, afterHours = false) => {
    const dossier = await world.newDossier();
    const { opened } = dossier.life.dossier;
    return both(dossier, await dossier.tell({ ...opened, data: { ...opened.data, receivedAt, afterHours } }));
  };

  test('outside of working hours is said, with until when it is answered', async () => {
    const [vi, en] = await openedAt('2026-11-24T20:15:00+07:00', true);
    expect(vi).toMatchObject({
      received: { at: '2026-11-24T20:15:00+07:00', afterHours: true, cutOff: '15:00' },
      next: { what: expect.stringMatching(/^Nhận ngoài giờ làm việc/), by: '2026-11-23T09:15:00.000+07:00' },
    });
    expect(en).toMatchObject({ next: { what: expect.stringMatching(/^It came outside of working hours/) } });
  });

  test.each([
    ['2026-11-24T15:00:00.000+07:00', undefined],
    ['2026-11-24T15:00:01.000+07:00', '15:00'],
    ['2026-11-24T08:20:00Z', '15:00'],
  ])('%s counts against the cut-off of a same-day matter', async (receivedAt, cutOff) => {
    const [{ received, next }] = await openedAt(receivedAt);
    expect(received).toEqual({ at: receivedAt, afterHours: false, ...(cutOff && { cutOff }) });
    expect(next).toMatchObject({ what: 'Bộ phận một cửa xem và trả lời. Ông/bà chưa phải làm gì thêm.' });
  });

  test('is no matter any more once papers came later', async () => {
    const dossier = await world.newDossier();
    const { opened, asked, resumed } = dossier.life.dossier;
    const position = await dossier.tell({ ...opened, data: { ...opened.data, afterHours: true } }, asked, {
      ...resumed,
      data: { ...resumed.data, to: 'submitted' },
    });
    expect((await dossier.status(position)).body).toMatchObject({ next: { what: expect.stringMatching(/^Bộ phận một cửa xem/) } });
  });
});

describe('who waits longer than was promised', () => {
  const overdue = async () => {
    const dossier = await world.newDossier();
    const { opened, accepted, breached } = dossier.life.dossier;
    return { dossier, position: await dossier.tell(opened, accepted, breached) };
  };
  const lookUp = async (code: string, check: string, language = 'vi') => {
    const answer = await fetch(`${world.running.url}/tra-cuu`, {
      method: 'POST',
      body: new URLSearchParams({ code, check }),
      headers: { 'accept-language': language },
    });
    return answer.text();
  };

  test('need not come, also while nobody has begun', async () => {
    const { dossier, position } = await overdue();
    expect((await both(dossier, position)).map(({ next }) => (next as unknown as { what: string }).what)).toEqual([
      'Ông/bà không phải đi lại.',
      'You need not come.',
    ]);
  });

  test('finds whom to call: the number of now, also where it has changed since; so does who finds nothing', async () => {
    const { dossier, position } = await overdue();
    await dossier.status(position);
    const ask = (phone: string) =>
      `<p class="todo">Muốn hỏi, gọi Trung tâm xã Bình Mẫu, <a href="tel:${phone.replaceAll(' ', '')}">${phone}</a>.</p>`;
    await vi.waitFor(async () => expect(await lookUp(dossier.code, '4567')).toContain(ask('0276 000 0012')));
    const english = await lookUp(dossier.code, '4567', 'en');
    expect(english).toContain('To ask, call Bình Mẫu service centre, <a href="tel:02760000012">');
    await world.append('workflow', 'directory-H53', directoryWith('0276 000 0034', 2));
    await vi.waitFor(async () => expect(await lookUp(dossier.code, '4567')).toContain(ask('0276 000 0034')));

    const help = 'Cần giúp, gọi Trung tâm xã Bình Mẫu, <a href="tel:02760000034">0276 000 0034</a>.';
    expect(await lookUp('h53.12-990101-0001', '0000')).toContain(help);
    for (const code of ['H53.99-990101-0001', 'YC-7K3M-9QXD-2F4H', '-', '__proto__-1'])
      expect(await lookUp(code, '0000')).not.toContain('tel:');
  });
});
