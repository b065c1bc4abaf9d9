import type { FormField } from '@motcua/contracts';
import { isGiven, valueAt, withValueAt } from './pointer.ts';

const digits = ['không', 'một', 'hai', 'ba', 'bốn', 'năm', 'sáu', 'bảy', 'tám', 'chín'] as const;
const digit = (of: number): string => digits[of] ?? '';
/** Ones after `mươi` are called otherwise: hai mươi mốt, hai mươi tư, hai mươi lăm. */
const afterTens: Readonly<Record<number, string>> = { 1: 'mốt', 4: 'tư', 5: 'lăm' };

/** 1 to 99. */
const belowHundred = (of: number): string => {
  const [tens, ones] = [Math.floor(of / 10), of % 10];
  if (tens === 0) return digit(ones);
  if (tens === 1) return ones === 0 ? 'mười' : `mười ${ones === 5 ? 'lăm' : digit(ones)}`;
  return `${digit(tens)} mươi${ones === 0 ? '' : ` ${afterTens[ones] ?? digit(ones)}`}`;
};

/** 1000 to 9999: what lies between two parts is said too, `hai nghìn không trăm linh năm`. */
const yearInWords = (of: number): string => {
  const [thousands, hundreds, rest] = [Math.floor(of / 1000), Math.floor(of / 100) % 10, of % 100];
  const parts = [`${digit(thousands)} nghìn`];
  if (hundreds > 0 || rest > 0) parts.push(`${digit(hundreds)} trăm`);
  if (rest > 0) parts.push(rest < 10 ? `linh ${digit(rest)}` : belowHundred(rest));
  return parts.join(' ');
};

/** `2026-11-10` → `Ngày mười, tháng mười một, năm hai nghìn không trăm hai mươi sáu`, as the civil-status book has it; undefined for what is no full date. */
export const dateInFullWords = (date: unknown): string | undefined => {
  const [, year, month, day] = (typeof date === 'string' && /^([1-9]\d{3})-(\d{2})-(\d{2})$/.exec(date)) || [];
  const at = new Date(`${year}-${month}-${day}T00:00:00Z`);
  if (Number.isNaN(at.getTime()) || at.toISOString().slice(0, 10) !== date) return undefined;
  const months = Number(month) === 4 ? 'tư' : belowHundred(Number(month));
  return `Ngày ${belowHundred(Number(day))}, tháng ${months}, năm ${yearInWords(Number(year))}`;
};

/** The form with the dates that the system writes out; what was written out already stays as it is. */
export const withWrittenDates = (
  fields: readonly FormField[],
  form: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> =>
  fields.reduce((made, { input, path, of }) => {
    const words = input === 'dateInWords' && of !== undefined ? dateInFullWords(valueAt(form, of)) : undefined;
    return words === undefined || isGiven(valueAt(form, path)) ? made : withValueAt(made, path, words);
  }, form);
