import type { FormField } from '@motcua/contracts';
import { isAsked } from './condition.ts';
import { given, nameOf, type Posted } from './posted.ts';
import { memberColumns, mostRows } from './rows.ts';

type Json = Record<string, unknown>;

const two = (text: string): string => text.padStart(2, '0');

/** `5`, `3`, `2026` → `2026-03-05`; a partial one ends where it is not known. What is no date stays as typed and is refused by the schema. */
export function dayOf(posted: Posted, name: string): string | undefined {
  const [day, month, year] = ['day', 'month', 'year'].map((part) => given(posted, `${name}#${part}`)) as [string, string, string];
  if (day === '' && month === '' && year === '') return undefined;
  return [year, month && two(month), day && two(day)].filter((part) => part !== '').join('-');
}

/** `1.500.000` → 1500000; what is no whole number stays a text and is refused by the schema. */
function numberOf(text: string): number | string {
  const plain = text.replaceAll(/[.\s]/g, '');
  return /^\d{1,15}$/.test(plain) ? Number(plain) : text;
}

/** `5/3/2026` → `2026-03-05`, else as typed. */
function shortDate(text: string): string {
  const [, day, month, year] = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(text) ?? [];
  return day && month && year ? `${year}-${two(month)}-${two(day)}` : text;
}

const rows = Array.from({ length: mostRows }, (_, row) => row);

function membersOf(posted: Posted, name: string): Json[] {
  return rows.flatMap((row) => {
    const member: Json = {};
    for (const { key, isNumber, isDate } of memberColumns) {
      const text = given(posted, `${name}#${row}#${key}`);
      if (text !== '') member[key] = isNumber ? numberOf(text) : isDate ? shortDate(text) : text;
    }
    return Object.keys(member).length > 0 ? [member] : [];
  });
}

function linesOf(posted: Posted, name: string): Json[] {
  const main = given(posted, `${name}#main`) || '0';
  return rows.flatMap((row) => {
    const text = given(posted, `${name}#${row}#name`);
    const code = given(posted, `${name}#${row}#code`);
    return text === '' ? [] : [{ name: text, ...(code !== '' && { code }), ...(main === String(row) && { main: true }) }];
  });
}

/** Province and commune of one choice: `80/25000`. */
function communeOf(value: string): Json {
  const [province = '', commune = ''] = value.split('/');
  return value === '' ? {} : { province, commune };
}

const withDetail = (place: Json, key: string, text: string): Json | undefined => {
  const all = text === '' ? place : { ...place, [key]: text };
  return Object.keys(all).length > 0 ? all : undefined;
};

function readField(of: FormField, posted: Posted): unknown {
  const name = nameOf(of.path);
  const text = given(posted, name);
  switch (of.input) {
    case 'date':
    case 'partialDate':
      return dayOf(posted, name);
    case 'number':
      return text === '' ? undefined : numberOf(text);
    case 'check':
      return text === '' ? undefined : of.choices === undefined ? true : text;
    case 'commune':
      return withDetail(communeOf(text), '', '');
    case 'address':
      return withDetail(communeOf(text), 'text', given(posted, `${name}/text`));
    case 'place':
      return withDetail(text === '' ? {} : { province: text }, 'oldPlaceText', given(posted, `${name}/oldPlaceText`));
    case 'lines':
    case 'members': {
      const entries = of.input === 'lines' ? linesOf(posted, name) : membersOf(posted, name);
      return entries.length > 0 ? entries : undefined;
    }
    case 'dateInWords':
      return undefined;
    default:
      return text === '' ? undefined : text;
  }
}

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The object that the last key of a path stands in, made where it is not there yet. */
function parentOf(form: Json, path: string): Json {
  let parent = form;
  for (const key of path.slice(1).split('/').slice(0, -1)) {
    const next = Object.hasOwn(parent, key) ? parent[key] : undefined;
    const below: Json = isObject(next) ? next : {};
    parent[key] = below;
    parent = below;
  }
  return parent;
}

function put(form: Json, path: string, value: unknown): void {
  const parent = parentOf(form, path);
  const last = path.slice(path.lastIndexOf('/') + 1);
  const before = parent[last];
  parent[last] = isObject(before) && isObject(value) ? { ...before, ...value } : value;
}

/** The form as its schema wants it, from the posted fields: empty ones and those that are not asked are left out. */
export function readForm(fields: readonly FormField[], posted: Posted): Json {
  const form: Json = {};
  for (const of of fields) {
    if (!isAsked(of.when, form)) continue;
    const value = readField(of, posted);
    if (value !== undefined) put(form, of.path, value);
  }
  return form;
}

/** The form with every part that it must have, be it empty: of one that is missing as a whole its schema would name the part alone, and none of the fields in it that were left out. */
export function withParts(form: Json, fields: readonly FormField[]): Json {
  const whole = structuredClone(form);
  // One that hangs on nothing but a part of itself, as an address on the tick that tells it, is asked in one way or the other.
  const isAlwaysAsked = ({ when, path }: FormField): boolean =>
    when === undefined || when.all.every((on) => on.path.startsWith(`${path}/`));
  for (const field of fields) if (field.required && isAlwaysAsked(field)) parentOf(whole, field.path);
  return whole;
}
