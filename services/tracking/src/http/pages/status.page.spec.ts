import { DossierState } from '@motcua/contracts';
import { workingCalendar } from '@motcua/legal-clock';
import { describe, expect, test } from 'vitest';
import { calendar2026 } from '../../../test/calendar-2026.ts';
import { statusIn } from '../../../test/component/statuses.ts';
import { notFoundSentence, stagesOf, statusView } from './status.page.ts';
import type { StatusView } from './status-view.ts';
import { clockWord, said } from './status-words.ts';

const shown = (...[state, over, dossierId]: [...Parameters<typeof statusIn>, string?]) =>
  statusView({ status: statusIn(state, over), language: 'vi', dossierId }).toString();

describe.each(DossierState.options)('%s', (state) => {
  test.each(['vi', 'en'] as const)('says where it is and what to do, in %s', (language) => {
    const { answer, todo } = said({ status: statusIn(state), language });
    expect(answer).toMatch(/^\p{Lu}.*\.$/u);
    expect(`${answer} ${todo ?? ''}`).not.toMatch(/undefined|!|null/);
  });

  test('is one place on the line', () => {
    const line = stagesOf(statusIn(state), 'vi');
    expect(line).toHaveLength(5);
    expect(line.filter(({ is }) => is === 'now' || is === 'ended')).toHaveLength(state === 'returned' ? 0 : 1);
  });
});

test('the words of the house', () => {
  expect(said({ status: statusIn('inProgress'), language: 'vi' })).toEqual({
    answer: 'Hồ sơ đang ở Tư pháp – Hộ tịch, người giải quyết: Phạm Văn Minh Họa. Hẹn trả thứ Sáu, 27/11/2026.',
    todo: 'Ông/bà chưa phải làm gì thêm.',
  });
  // The page shows no QR: what is to be kept is the code it does show, or the paper.
  expect(said({ status: statusIn('accepted'), language: 'vi' })).toEqual({
    answer: 'Hồ sơ đã được tiếp nhận. Hẹn trả thứ Sáu, 27/11/2026.',
    todo: 'Giữ mã này, hoặc giấy hẹn có mã QR.',
  });
  expect(said({ status: statusIn('resolved', { result: { outcome: 'granted', daysEarly: 2 } }), language: 'vi' }).answer).toBe(
    'Xong rồi, sớm 2 ngày.',
  );
  const overdue = statusIn('inProgress', { clock: { dueAt: '2026-11-20T14:00:00+07:00', running: true, standing: 'overdue' } });
  expect(said({ status: overdue, language: 'vi' }).answer).toContain('Chúng tôi xin lỗi ông/bà.');
});

describe('the time that is left', () => {
  const calendar = workingCalendar([{ version: 1, definition: calendar2026 }]);
  const at = (local: string) => Date.parse(`2026-11-${local}:00+07:00`);
  const clockOf = (over: Partial<StatusView['clock']> = {}) => ({ clock: { ...statusIn('inProgress').clock, running: true, ...over } });
  const word = (over: Partial<StatusView['clock']>, now: number, language: 'vi' | 'en' = 'vi') =>
    clockWord({ status: statusIn('inProgress', clockOf(over)), language, calendar }, now);

  test('is counted in working days, and in hours below one', () => {
    expect(word({}, at('25T14:00'))).toEqual({ text: 'còn 2 ngày làm việc', tone: 'plain' });
    expect(word({}, at('25T14:00'), 'en')?.text).toBe('2 working days left');
    expect(word({}, at('27T10:30'))?.text).toBe('còn 2 giờ làm việc');
  });

  test('and so is what it is late by, in the answer too', () => {
    const overdue = { dueAt: '2026-11-20T14:00:00+07:00', standing: 'overdue' } as const;
    expect(word(overdue, at('24T14:00'))).toEqual({ text: 'chậm 2 ngày làm việc', tone: 'late' });
    const late = (language: 'vi' | 'en') => said({ status: statusIn('inProgress', clockOf(overdue)), language, calendar }, at('24T14:00'));
    expect(late('vi').answer).toContain(' Hồ sơ chậm 2 ngày làm việc so với ngày hẹn thứ Sáu, 20/11/2026. Chúng tôi xin lỗi ông/bà.');
    expect(late('en').answer).toContain(' It is 2 working days late: the appointment was Friday, 20 November 2026. We apologise.');
  });

  test.each<[string, Partial<StatusView['clock']>, string, string]>([
    ['no calendar covers it', { dueAt: '2026-12-03T14:00:00+07:00' }, '25T14:00', 'trong hạn'],
    ['nobody works until then', { dueAt: '2026-11-28T14:00:00+07:00' }, '28T09:00', 'trong hạn'],
    ['it has passed, and is not recorded yet', {}, '27T14:01', 'trong hạn'],
    ['the clock stands', { running: false }, '25T14:00', 'tạm dừng, sẽ báo ngày mới'],
    ['it is over', { running: false, standing: 'early' }, '25T14:00', 'xong sớm'],
  ])('is not counted where %s', (_where, over, now, text) => {
    expect(word(over, at(now))?.text).toBe(text);
  });
});

describe('before the office has answered', () => {
  const next = { who: 'officer', by: '2026-11-25T16:30:00+07:00' };
  const [before, after] = [Date.parse('2026-11-25T16:29:00+07:00'), Date.parse(next.by)];
  const papers = [{ at: '2026-11-24T09:00:00+07:00', event: 'DossierResumed', title: 'Đã đủ giấy' }];

  test('it says by when it will', () => {
    expect(said({ status: statusIn('submitted', { next }), language: 'vi' }, before)).toEqual({
      answer: 'Đã nhận hồ sơ. Chúng tôi sẽ trả lời trước 16 giờ 30, thứ Tư, 25/11/2026.',
      todo: 'Ông/bà chưa phải làm gì thêm.',
    });
  });

  test('a promise that has passed is not made once more', () => {
    expect(said({ status: statusIn('submitted', { next }), language: 'vi' }, after)).toEqual({
      answer: 'Đã nhận hồ sơ. Lẽ ra chúng tôi phải trả lời trước 16 giờ 30, thứ Tư, 25/11/2026. Chúng tôi xin lỗi ông/bà.',
      todo: 'Ông/bà không phải đi lại.',
      call: true,
    });
    expect(said({ status: statusIn('submitted', { next }), language: 'en' }, after).answer).toContain('We apologise.');
  });

  test('papers that came later are what it has now; it is not late by a date that was set before it waited for them', () => {
    expect(said({ status: statusIn('submitted', { next, timeline: papers }), language: 'vi' }, before).answer).toBe(
      'Đã nhận giấy bổ sung, cán bộ đang xem. Chúng tôi sẽ trả lời trước 16 giờ 30, thứ Tư, 25/11/2026.',
    );
    expect(said({ status: statusIn('submitted', { next, timeline: papers }), language: 'vi' }, after).answer).toBe(
      'Đã nhận giấy bổ sung, cán bộ đang xem.',
    );
  });
});

describe('who waits longer than was promised', () => {
  const enquiry = { name: 'Trung tâm xã Bình Mẫu', phone: '0276 000 0012' };
  const clock = { dueAt: '2026-11-20T14:00:00+07:00', running: true, standing: 'overdue' } as const;
  const page = (status: StatusView, language: 'vi' | 'en' = 'vi') => statusView({ status, language, enquiry }).toString();

  test.each(['accepted', 'inProgress'] as const)('need not come, and finds a number to press: %s', (state) => {
    const vi = page(statusIn(state, { clock }));
    expect(vi).toContain('<p class="todo">Ông/bà không phải đi lại.</p>');
    expect(vi).toContain('Muốn hỏi, gọi Trung tâm xã Bình Mẫu, <a href="tel:02760000012">0276 000 0012</a>.');
    expect(vi).not.toContain('Giữ mã này');
    expect(page(statusIn(state, { clock }), 'en')).toContain('To ask, call Trung tâm xã Bình Mẫu, <a href="tel:02760000012">');
  });

  test('for an answer too; who waits for nothing late is given none', () => {
    const next = { who: 'officer', by: '2026-11-20T16:30:00+07:00' };
    expect(page(statusIn('submitted', { next }))).toContain('href="tel:02760000012"');
    expect(page(statusIn('inProgress'))).not.toContain('tel:');
    expect(shown('inProgress', { clock })).not.toContain('tel:');
  });

  // Both are told to ask or to say something at once; a counter without a number is a way to go.
  test.each(['returned', 'stopped'] as const)('so does who is told to speak up: %s', (state) => {
    expect(page(statusIn(state))).toContain('Muốn hỏi, gọi Trung tâm xã Bình Mẫu, <a href="tel:02760000012">0276 000 0012</a>.');
    expect(page(statusIn(state), 'en')).toContain('To ask, call Trung tâm xã Bình Mẫu, <a href="tel:02760000012">');
  });
});

describe('a result that was asked for as a file', () => {
  const collect = { from: '2026-11-27T08:00:00+07:00', place: 'Trung tâm', hours: '7 giờ 30 – 17 giờ' };
  const todo = (over: object, language: 'vi' | 'en') =>
    said({ status: statusIn('resolved', { result: { outcome: 'granted', channel: 'electronic', collect, ...over } }), language }).todo;

  test('is paper, and said to be', () => {
    expect(todo({}, 'vi')).toMatch(/^Kết quả này là bản giấy\.\nMời ông\/bà đến Trung tâm\.\n/);
    expect(todo({}, 'en')).toMatch(/^This result is on paper\.\nPlease come to Trung tâm\.\n/);
    expect(todo({ channel: 'counter' }, 'vi')).not.toContain('bản giấy');
  });

  test('is an answer like any other where it declines, for which no originals are brought', () => {
    const declined = todo({ outcome: 'declined', bring: [{ name: 'Giấy chứng sinh' }] }, 'vi');
    expect(declined).toMatch(/^Mời nhận văn bản trả lời\. Mời ông\/bà đến Trung tâm\.\n/);
    expect(declined).not.toMatch(/Mang bản chính|bản giấy/);
  });
});

test('who has sent the papers asked for is told that they came, and not asked again', () => {
  const sent = { next: { who: 'officer' }, supplement: { documents: [{ code: 'giay-chung-sinh', name: 'Giấy chứng sinh' }] } };
  expect(said({ status: statusIn('awaitingSupplement', sent), language: 'vi' })).toEqual({
    answer: 'Đã nhận giấy bổ sung, cán bộ đang xem.',
    todo: 'Ông/bà chưa phải làm gì thêm.',
  });
  const page = shown('awaitingSupplement', sent, 'id-1');
  expect(page).not.toContain('data-act="supplement"');
  expect(page).not.toContain('Chờ giấy tờ');
});

test('only who holds the link may act', () => {
  const supplement = { documents: [{ code: 'giay-chung-sinh', name: 'Giấy chứng sinh' }], reason: 'Ảnh mờ' };
  expect(shown('awaitingSupplement', { supplement })).not.toContain('<form');
  const open = shown('awaitingSupplement', { supplement }, 'id-1');
  expect(open).toContain('action="/api/intake/v1/submissions/id-1/supplements"');
  expect(open).toContain('name="paper/giay-chung-sinh"');
  expect(shown('returned', {}, 'id-1')).toContain('data-act="rating"');
  expect(shown('returned', { rated: true }, 'id-1')).not.toContain('data-act="rating"');
  expect(shown('resolved', {}, 'id-1')).not.toContain('data-act="withdrawal"');
});

test('whose filing has come to nothing finds the way to a new one, but not to an agency that is not the right one', () => {
  const way = 'href="/nop-ho-so/1.001193"';
  expect(shown('withdrawn')).toContain(way);
  expect(shown('refused', { refusal: { reason: 'incomplete', note: 'Thiếu giấy chứng sinh' } })).toContain(way);
  expect(shown('refused', { refusal: { reason: 'wrong-agency', rightAgency: { name: 'UBND phường Hàng Bông' } } })).not.toContain(way);
  expect(shown('inProgress')).not.toContain(way);
});

test('who looked up by code is told how to send what is missing', () => {
  const supplement = { documents: [{ code: 'giay-chung-sinh', name: 'Giấy chứng sinh' }] };
  const way = 'Quét mã QR nhận được khi nộp hồ sơ để gửi ảnh ngay, hoặc mang giấy đến quầy.';
  expect(shown('awaitingSupplement', { supplement })).toContain(way);
  expect(shown('awaitingSupplement', { supplement }, 'id-1')).not.toContain(way);
});

test('a withdrawal says its day in both languages', () => {
  const withdrawn = statusIn('withdrawn', { stage: { state: 'withdrawn', since: '2026-11-24T08:10:00+07:00' } });
  expect(said({ status: withdrawn, language: 'vi' }).answer).toBe('Ông/bà đã rút hồ sơ ngày thứ Ba, 24/11/2026.');
  expect(said({ status: withdrawn, language: 'en' }).answer).toBe('You withdrew the application on Tuesday, 24 November 2026.');
});

test('the timeline is newest first and folded after five', () => {
  const page = shown('inProgress');
  expect(page.indexOf('Việc 7')).toBeLessThan(page.indexOf('Việc 6'));
  expect(page).toContain('Xem 2 việc trước đó');
});

test('a refusal on the merits says why and where the answer waits', () => {
  const collect = { from: '2026-11-27T08:00:00+07:00', place: 'Trung tâm', hours: '7 giờ 30 – 17 giờ' };
  const declined = statusIn('resolved', { result: { outcome: 'declined', reason: 'Chưa đủ tuổi', collect } });
  expect(said({ status: declined, language: 'vi' })).toEqual({
    answer: 'Hồ sơ không được chấp thuận.',
    quoted: 'Chưa đủ tuổi.',
    todo: 'Mời nhận văn bản trả lời. Mời ông/bà đến Trung tâm.\nGiờ làm việc: 7 giờ 30 – 17 giờ.\nNhờ người khác: người ấy mang căn cước của mình và giấy ủy quyền của ông/bà.',
  });
});

describe('a fee', () => {
  const collect = { from: '2026-11-27T08:00:00+07:00', place: 'Trung tâm', hours: '7 giờ 30 – 17 giờ' };
  const result = { outcome: 'granted', collect, bring: [{ name: 'Giấy chứng sinh' }] } as const;
  const known = { kind: 'known', amount: 24_000 } as const;

  test('is named with the place and the papers where the result is fetched', () => {
    const todo = (fee: StatusView['fee'], language: 'vi' | 'en') => said({ status: statusIn('resolved', { result, fee }), language }).todo;
    expect(todo(known, 'vi')).toBe(
      'Mời ông/bà đến Trung tâm.\nGiờ làm việc: 7 giờ 30 – 17 giờ.\nMang bản chính: Giấy chứng sinh.\nLệ phí: 24.000 đ.\nNhờ người khác: người ấy mang căn cước của mình và giấy ủy quyền của ông/bà.',
    );
    expect(todo(known, 'en')).toMatch(
      /\nBring the originals: Giấy chứng sinh\.\nFee: 24,000 đ\.\nSomebody else may come: with their own ID and your written authorisation\.$/,
    );
    expect(todo({ kind: 'free', amount: 0 }, 'vi')).toContain('\nLệ phí: không phải nộp.\nNhờ người khác: ');
    expect(todo({ kind: 'unknown' }, 'vi')).toContain('\nLệ phí: do tỉnh quy định.\nNhờ người khác: ');
    expect(todo(undefined, 'vi')).not.toContain('Lệ phí');
  });

  test('and each of these is a line of its own, to be read one after the other', () => {
    const page = shown('resolved', { result, fee: known });
    expect(page.match(/<p class="todo">[^<]+<\/p>/g)).toHaveLength(5);
    expect(page).toContain('<p class="todo">Mang bản chính: Giấy chứng sinh.</p>');
  });

  test('stands among the details in every state that has one, also when it comes by post, and at last as paid', () => {
    expect(shown('inProgress', { fee: known })).toContain('<dt>Lệ phí</dt><dd>24.000 đ</dd>');
    const byPost = shown('resolved', { result: { ...result, channel: 'post' }, fee: known });
    expect(byPost).toContain('<dt>Lệ phí</dt><dd>24.000 đ</dd>');
    expect(byPost).not.toContain('Lệ phí:');
    expect(shown('returned', { fee: { kind: 'paid', amount: 24_000 } })).toContain('<dt>Lệ phí</dt><dd>đã nộp 24.000 đ</dd>');
    expect(shown('submitted')).not.toContain('Lệ phí');
  });
});

test('on an English page, what an officer wrote is read aloud as Vietnamese', () => {
  const status = statusIn('awaitingSupplement', { supplement: { documents: [{ code: 'a', name: 'Birth note' }], reason: 'Ảnh mờ' } });
  expect(statusView({ status, language: 'en' }).toString()).toContain(
    'One more thing is needed: Birth note. <span lang="vi">Ảnh mờ.</span></h1>',
  );
});

test('what an officer wrote stays text', () => {
  const page = shown('awaitingSupplement', { supplement: { documents: [], reason: '<img src=x onerror=alert(1)>' } });
  expect(page).not.toContain('<img');
});

test('while the clock stands still no appointment is promised, only the first one told', () => {
  const clock = {
    dueAt: '2026-11-27T14:00:00+07:00',
    originalDueAt: '2026-11-26T14:00:00+07:00',
    running: false,
    standing: 'inTime',
  } as const;
  const page = shown('awaitingSupplement', { clock });
  expect(page).toContain('tạm dừng, sẽ báo ngày mới');
  expect(page).toContain('<dt>Hẹn lúc đầu</dt><dd>thứ Năm, 26/11/2026</dd>');
  expect(page).not.toContain('27/11/2026');
});

test.each([
  [20, 'Xin đợi 1 phút rồi thử lại.', 'Please wait 1 minute and try again.'],
  [1_500, 'Xin đợi 25 phút rồi thử lại.', 'Please wait 25 minutes and try again.'],
  [3_600, 'Xin đợi 1 giờ rồi thử lại.', 'Please wait 1 hour and try again.'],
])('who asked too often is told for how long: %d s', (retryAfter, vi, en) => {
  expect([notFoundSentence('vi', { retryAfter }), notFoundSentence('en', { retryAfter })]).toEqual([vi, en]);
});
