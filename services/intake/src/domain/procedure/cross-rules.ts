import type { CrossRule } from '@motcua/contracts';
import { addDays, type Filing, isLimitOver } from '@motcua/legal-clock';
import { holds } from './condition.ts';
import type { FieldError, Language } from './form-error.ts';
import { isGiven, valueAt } from './pointer.ts';
import { dateInFullWords } from './written-date.ts';

const dayMs = 86_400_000;

/** A whole date only: a year or month alone decides no rule. Milliseconds of its midnight, UTC, for differences. */
const dateOf = (value: unknown): number | undefined => {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return undefined;
  const at = Date.parse(`${value}T00:00:00Z`);
  return Number.isNaN(at) ? undefined : at;
};
/** Whole years between two dates, as ages are counted. */
const yearsFrom = (from: number, to: number): number => {
  const [start, end] = [new Date(from), new Date(to)];
  const years = end.getUTCFullYear() - start.getUTCFullYear();
  const before =
    end.getUTCMonth() < start.getUTCMonth() || (end.getUTCMonth() === start.getUTCMonth() && end.getUTCDate() < start.getUTCDate());
  return before ? years - 1 : years;
};
/** Spelling without diacritics and case: `Công Ty` is `cong ty`. */
export const folded = (text: string): string =>
  text.normalize('NFD').replace(/\p{M}/gu, '').replace(/[đĐ]/g, 'd').toLowerCase().replace(/\s+/g, ' ').trim();

/** Words alone: commas, capitals and spaces are everybody's own. */
const plainWords = (text: string): string =>
  text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[\s,.]+/g, ' ')
    .trim();

/** The same numbers as they are said in the South, and the older word for the first ten days. */
const saidElsewhere: Readonly<Record<string, string>> = { ngàn: 'nghìn', lẻ: 'linh', mùng: 'ngày', mồng: 'ngày' };
/** Of two ways to say a date the one that is written out here: `hai mươi bốn` is `hai mươi tư`, `tháng bốn` is `tháng tư`. */
const dateWords = (text: string): string => {
  const words = plainWords(text)
    .split(' ')
    .map((word) => saidElsewhere[word] ?? word);
  const said = words.map((word, at) => (word === 'bốn' && ['mươi', 'tháng'].includes(words[at - 1] ?? '') ? 'tư' : word));
  return said.filter((word, at) => word !== said[at - 1] || word !== 'ngày').join(' ');
};

const listAt = (form: unknown, path: string): readonly unknown[] | undefined => {
  const value = valueAt(form, path);
  return Array.isArray(value) ? value : undefined;
};
const member = (item: unknown, name: string): unknown => valueAt(item, name.startsWith('/') ? name : `/${name}`);
const surnameOf = (value: unknown): string | undefined => {
  if (typeof value !== 'string') return undefined;
  return folded(value).split(' ')[0] || undefined;
};

/** When and where a form is filed. */
export interface FormFiling extends Filing {
  /** Code of the agency that is named as competent; undefined where none is known yet. */
  readonly agency?: string | undefined;
}

type Kind = CrossRule['rule']['kind'];
type RuleOf<K extends Kind> = Extract<CrossRule['rule'], { kind: K }>;
/** Whether the rule holds. What is not given or not comparable breaks no rule: the schema says what must be there. */
const laws: { readonly [K in Kind]: (rule: RuleOf<K>, form: unknown, today: number, filing: FormFiling) => boolean } = {
  yearsBetween: ({ from, to, least }, form) => {
    const [start, end] = [dateOf(valueAt(form, from)), dateOf(valueAt(form, to))];
    return start === undefined || end === undefined || yearsFrom(start, end) >= least;
  },
  daysSince: ({ path, most, endsOnWorkingDay }, form, today, filing) => {
    const date = valueAt(form, path);
    const at = dateOf(date);
    if (at === undefined || (today - at) / dayMs <= most) return true;
    return endsOnWorkingDay === true && most >= 0 && !isLimitOver(addDays(String(date), most), filing);
  },
  dateWithin: ({ path, fromDays, toDays }, form, today) => {
    const at = dateOf(valueAt(form, path));
    if (at === undefined) return true;
    const days = (at - today) / dayMs;
    return days >= fromDays && days <= toDays;
  },
  ageAtLeast: ({ path, years }, form, today) => {
    const at = dateOf(valueAt(form, path));
    return at === undefined || yearsFrom(at, today) >= years;
  },
  sumAtMost: ({ items, of, path }, form) => {
    const most = valueAt(form, path);
    const sum = (listAt(form, items) ?? []).reduce<number>((total, item) => {
      const value = member(item, of);
      return total + (typeof value === 'number' ? value : 0);
    }, 0);
    return typeof most !== 'number' || sum <= most;
  },
  anyOf: ({ paths }, form) => paths.some((path) => isGiven(valueAt(form, path))),
  surnameOf: ({ path, among }, form) => {
    const own = surnameOf(valueAt(form, path));
    const others = among.flatMap((other) => surnameOf(valueAt(form, other)) ?? []);
    return own === undefined || others.length === 0 || others.includes(own);
  },
  mustNotContain: ({ path, words }, form) => {
    const text = valueAt(form, path);
    return typeof text !== 'string' || !words.some((word) => folded(text).includes(folded(word)));
  },
  oneMarked: ({ items, mark }, form) => {
    const list = listAt(form, items);
    return list === undefined || list.length === 0 || list.filter((item) => member(item, mark) === true).length === 1;
  },
  hasValue: ({ path, values }, form) => values.includes(valueAt(form, path) as string | number | boolean),
  saysDate: ({ path, date }, form) => {
    const said = valueAt(form, path);
    const words = dateInFullWords(valueAt(form, date));
    return typeof said !== 'string' || words === undefined || dateWords(said) === dateWords(words);
  },
  filedWith: ({ agencies }, _form, _today, { agency }) => agency === undefined || agencies.includes(agency),
};

const isKept = ({ rule }: CrossRule, form: unknown, today: number, filing: FormFiling): boolean =>
  (laws[rule.kind] as (rule: CrossRule['rule'], form: unknown, today: number, filing: FormFiling) => boolean)(rule, form, today, filing);

/** What the officer sees beside the form: the rule's key, where, and its words. */
export interface FormWarning {
  readonly key: string;
  readonly pointer: string;
  readonly message: { readonly vi: string; readonly en: string };
}

/** Applies the rules across fields that concern this form, on the day of filing. Errors refuse, warnings go to the officer. */
export const crossCheck = (
  rules: readonly CrossRule[],
  form: unknown,
  filing: FormFiling,
  language: Language,
): { readonly errors: readonly FieldError[]; readonly warnings: readonly FormWarning[] } => {
  const errors: FieldError[] = [];
  const warnings: FormWarning[] = [];
  const today = Date.parse(`${filing.on}T00:00:00Z`);
  for (const rule of rules) {
    if (!holds(rule.when, form) || isKept(rule, form, today, filing)) continue;
    if (rule.level === 'error') errors.push({ pointer: `/form${rule.pointer}`, code: rule.key, message: rule.message[language] });
    else warnings.push({ key: rule.key, pointer: rule.pointer, message: rule.message });
  }
  return { errors, warnings };
};
