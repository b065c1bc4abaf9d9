import type { DossierState } from '@motcua/contracts';
import { workingCalendar } from '@motcua/legal-clock';
import { describe, expect, test } from 'vitest';
import { calendar2026 } from '../../../test/calendar-2026.ts';
import { statusIn } from '../../../test/component/statuses.ts';
import type { StatusView } from './status-view.ts';
import { said } from './status-words.ts';

describe('the hour at which it came', () => {
  const calendar = workingCalendar([{ version: 1, definition: calendar2026 }]);
  const at = (local: string) => Date.parse(`2026-11-${local}:00+07:00`);
  const by = (local: string) => ({ who: 'officer', by: `2026-11-${local}:00+07:00` });
  const evening = { at: '2026-11-24T20:15:00+07:00', afterHours: true, cutOff: '15:00' };
  const afternoon = { at: '2026-11-24T15:20:00+07:00', afterHours: false, cutOff: '15:00' };
  const todo = (over: Partial<StatusView>, now: string, language: 'vi' | 'en' = 'vi', state: DossierState = 'submitted') =>
    said({ status: statusIn(state, over), language, calendar }, at(now)).todo;

  test('in the evening: from when it is looked at, until it is', () => {
    const over = { received: evening, next: by('26T07:45') };
    expect(todo(over, '24T20:20')).toBe(
      'Đã nhận lúc 20 giờ 15, ngoài giờ làm việc. Cán bộ xem từ 7 giờ 30, thứ Tư, 25/11/2026.\nÔng/bà chưa phải làm gì thêm.',
    );
    expect(todo(over, '24T20:20', 'en')).toBe(
      'Received at 20:15, outside of working hours. Officers look at it from 07:30 on Wednesday, 25 November 2026.\nNothing more to do now.',
    );
    expect(todo(over, '25T07:30')).toBe('Ông/bà chưa phải làm gì thêm.');
  });

  test('after the cut-off: until when it is returned, where the answer comes early enough for that', () => {
    const late = 'Nhận sau 15 giờ nên trả kết quả chậm nhất vào ngày làm việc tiếp theo.';
    expect(todo({ received: afternoon, next: by('25T15:00') }, '24T16:00')).toBe(`${late}\nÔng/bà chưa phải làm gì thêm.`);
    expect(todo({ received: afternoon, next: by('25T15:00') }, '24T16:00', 'en')).toMatch(
      /^Received after 15:00, so it is returned on the next working day at the latest\.\n/,
    );
    expect(todo({ received: afternoon, next: by('26T08:00') }, '24T16:00')).toBe('Ông/bà chưa phải làm gì thêm.');
    const clock = { dueAt: '2026-11-25T17:00:00+07:00', running: true, standing: 'inTime' } as const;
    expect(todo({ received: afternoon, clock }, '25T09:00', 'vi', 'accepted')).toBe(`${late}\nGiữ mã này, hoặc giấy hẹn có mã QR.`);
    expect(todo({ received: afternoon, clock }, '25T09:00', 'vi', 'inProgress')).toBe('Ông/bà chưa phải làm gì thêm.');
  });

  test('says nothing where no calendar covers it, or papers came later', () => {
    const received = { ...evening, at: '2026-12-01T20:15:00+07:00' };
    expect(todo({ received, next: { who: 'officer', by: '2026-12-03T08:00:00+07:00' } }, '30T09:00')).toBe('Ông/bà chưa phải làm gì thêm.');
    const timeline = [{ at: '2026-11-24T21:00:00+07:00', event: 'DossierResumed', title: 'Đã đủ giấy' }];
    expect(todo({ received: evening, next: by('26T07:45'), timeline }, '24T21:10')).toBe('Ông/bà chưa phải làm gì thêm.');
  });
});
