import type { Language } from './templates.ts';

const days = {
  sms: { vi: ['CN', 'T2', 'T3', 'T4', 'T5', 'T6', 'T7'], en: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] },
  full: {
    vi: ['Chủ nhật', 'thứ Hai', 'thứ Ba', 'thứ Tư', 'thứ Năm', 'thứ Sáu', 'thứ Bảy'],
    en: ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'],
  },
} as const;
const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
const two = (n: number): string => String(n).padStart(2, '0');

/** Viet Nam keeps +07:00 all year (since 1975), whatever the host's zone is. */
const local = (instant: string): Date => new Date(Date.parse(instant) + 7 * 3_600_000);

/** `16h30 T2 23/11`, `16:30 Mon 23/11`: at most 16 characters. */
export const shortMoment = (instant: string, language: Language): string => {
  const at = local(instant);
  const clock = `${two(at.getUTCHours())}${language === 'vi' ? 'h' : ':'}${two(at.getUTCMinutes())}`;
  return `${clock} ${days.sms[language][at.getUTCDay()]} ${two(at.getUTCDate())}/${two(at.getUTCMonth() + 1)}`;
};

/** `16 giờ 30, thứ Hai, 23/11/2026` · `16:30 on Monday, 23 November 2026`, where the month is a word because 1/12 is read two ways; dates always with the weekday. */
export const fullMoment = (instant: string, language: Language): string => {
  const at = local(instant);
  const minutes = two(at.getUTCMinutes());
  const weekday = days.full[language][at.getUTCDay()];
  const [date, month, year] = [at.getUTCDate(), at.getUTCMonth(), at.getUTCFullYear()];
  if (language === 'en') return `${two(at.getUTCHours())}:${minutes} on ${weekday}, ${date} ${months[month]} ${year}`;
  return `${at.getUTCHours()} giờ${minutes === '00' ? '' : ` ${minutes}`}, ${weekday}, ${two(date)}/${two(month + 1)}/${year}`;
};
