/**
 * Instants are epoch milliseconds inside, RFC 3339 with +07:00 outside.
 * Việt Nam keeps UTC+7 without summer time (since 13/6/1975), so plain integer arithmetic is exact and no host zone can disturb it.
 */
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
const OFFSET = 7 * HOUR;

/** Days since 1/1/1970, counted in Việt Nam. */
export type DayNumber = number;

export const dayOf = (at: number): DayNumber => Math.floor((at + OFFSET) / DAY);
export const startOfDay = (day: DayNumber): number => day * DAY - OFFSET;
/** `2026-11-27` → its day number. */
export const dayOfDate = (date: string): DayNumber => Date.parse(`${date}T00:00:00Z`) / DAY;
export const dateOfDay = (day: DayNumber): string => new Date(day * DAY).toISOString().slice(0, 10);
/** The date (`YYYY-MM-DD`) so many calendar days later, or earlier where they are negative. */
export const addDays = (date: string, days: number): string => dateOfDay(dayOfDate(date) + days);
/** 1 = Monday … 7 = Sunday. */
export const weekdayOf = (day: DayNumber): number => ((((day + 3) % 7) + 7) % 7) + 1;
/** `07:30` → milliseconds after midnight. */
export const timeOfDay = (text: string): number => Number(text.slice(0, 2)) * HOUR + Number(text.slice(3, 5)) * MINUTE;

/** Epoch milliseconds → `2026-11-27T14:00:00.000+07:00`. */
export const toInstant = (at: number): string => `${new Date(at + OFFSET).toISOString().slice(0, -1)}+07:00`;

/** RFC 3339 with any offset → epoch milliseconds. Throws `RangeError` on anything else. */
export function fromInstant(instant: string): number {
  const at = Date.parse(instant);
  if (Number.isNaN(at) || !/(Z|[+-]\d\d:\d\d)$/.test(instant)) throw new RangeError(`Not an instant with an offset: ${instant}`);
  return at;
}

/** The local date of an instant: `2026-11-27`. */
export const dateOf = (at: number): string => dateOfDay(dayOf(at));

/** A step's budget in minutes: `PT1H30M` → 90. */
export function budgetMinutes(duration: string): number {
  const [, hours = '0', minutes = '0'] = /^PT(?:(\d+)H)?(?:(\d+)M)?$/.exec(duration) ?? [];
  return Number(hours) * 60 + Number(minutes);
}
