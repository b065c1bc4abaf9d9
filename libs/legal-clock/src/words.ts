import type { WorkingCalendar } from './working-calendar.ts';
import { DAY, dayOf, MINUTE, startOfDay, weekdayOf } from './zone.ts';

export type Language = 'vi' | 'en';

const weekdays = {
  vi: ['thứ Hai', 'thứ Ba', 'thứ Tư', 'thứ Năm', 'thứ Sáu', 'thứ Bảy', 'Chủ nhật'],
  en: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'],
} as const;
const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

function partsOf(at: number) {
  const local = new Date(dayOf(at) * DAY);
  const minutes = Math.floor((at - startOfDay(dayOf(at))) / MINUTE);
  return {
    weekday: weekdayOf(dayOf(at)) - 1,
    day: local.getUTCDate(),
    month: local.getUTCMonth(),
    year: local.getUTCFullYear(),
    hour: Math.floor(minutes / 60),
    minute: minutes % 60,
  };
}

const two = (number: number) => String(number).padStart(2, '0');

/** `thứ Ba, 01/12/2026` · `Tuesday, 1 December 2026`. In figures with the zeros that Decree 30/2020/NĐ-CP (annex I, II.4) asks for. */
export function dateInWords(at: number, language: Language = 'vi'): string {
  const { weekday, day, month, year } = partsOf(at);
  const name = weekdays[language][weekday];
  return language === 'vi' ? `${name}, ${two(day)}/${two(month + 1)}/${year}` : `${name}, ${day} ${months[month]} ${year}`;
}

/** `16 giờ 30` · `16 giờ` · `16:30`. */
export function timeInWords(at: number, language: Language = 'vi'): string {
  const { hour, minute } = partsOf(at);
  if (language === 'en') return `${two(hour)}:${two(minute)}`;
  return minute === 0 ? `${hour} giờ` : `${hour} giờ ${two(minute)}`;
}

/** `16 giờ 30, thứ Sáu, 27/11/2026` · `16:30 on Friday, 27 November 2026`. */
export const momentInWords = (at: number, language: Language = 'vi'): string =>
  `${timeInWords(at, language)}${language === 'vi' ? ', ' : ' on '}${dateInWords(at, language)}`;

const many = (count: number, one: string) => `${count} ${one}${count === 1 ? '' : 's'}`;

/** Days from one day up, hours below, minutes below an hour. */
function amount(calendar: WorkingCalendar, from: number, to: number, language: Language): string {
  const minutes = calendar.minutesBetween(from, to);
  if (calendar.daysBetween(from, to) >= 1) {
    const days = Math.max(1, calendar.datesBetween(from, to));
    return language === 'vi' ? `${days} ngày làm việc` : many(days, 'working day');
  }
  if (minutes >= 60) {
    const hours = Math.floor(minutes / 60);
    return language === 'vi' ? `${hours} giờ làm việc` : many(hours, 'working hour');
  }
  const left = Math.max(1, Math.ceil(minutes));
  return language === 'vi' ? `${left} phút làm việc` : many(left, 'working minute');
}

/** `còn 2 ngày làm việc` · `chậm 1 ngày làm việc`; `2 working days left` · `1 working day late`. */
export function leftInWords(calendar: WorkingCalendar, due: number, now: number, language: Language = 'vi'): string {
  const late = now > due;
  const words = late ? amount(calendar, due, now, language) : amount(calendar, now, due, language);
  if (language === 'vi') return late ? `chậm ${words}` : `còn ${words}`;
  return late ? `${words} late` : `${words} left`;
}

/** The whole sentence part: `thứ Sáu, 27/11/2026, còn 2 ngày làm việc`. */
export const inWords = (calendar: WorkingCalendar, due: number, now: number, language: Language = 'vi'): string =>
  `${dateInWords(due, language)}, ${leftInWords(calendar, due, now, language)}`;
