import type { FormField } from '@motcua/contracts';
import { nameOf } from '../src/index.ts';

type Json = Readonly<Record<string, unknown>>;
const at = (form: unknown, path: string): unknown =>
  path
    .slice(1)
    .split('/')
    .reduce<unknown>((value, key) => (typeof value === 'object' && value !== null ? (value as Json)[key] : undefined), form);

/** Types a form into the fields of the page, as a person would. */
export function fillIn(fields: readonly FormField[], form: Json): Record<string, string> {
  const posted: Record<string, string> = {};
  for (const { path, input, choices } of fields) {
    const value = at(form, path);
    const name = nameOf(path);
    const place = (value ?? {}) as Record<string, string>;
    if (value === undefined) continue;
    if (input === 'date' || input === 'partialDate') {
      const [year = '', month = '', day = ''] = String(value).split('-');
      Object.assign(posted, { [`${name}#day`]: day.replace(/^0/, ''), [`${name}#month`]: month, [`${name}#year`]: year });
    } else if (input === 'address' || input === 'commune') {
      if (place.commune !== undefined) posted[name] = `${place.province}/${place.commune}`;
      if (place.text !== undefined) posted[`${name}/text`] = place.text;
    } else if (input === 'place') {
      Object.assign(posted, { [name]: place.province, [`${name}/oldPlaceText`]: place.oldPlaceText });
    } else if (input === 'lines') {
      (value as { name: string; code?: string; main?: boolean }[]).forEach((line, row) => {
        Object.assign(posted, { [`${name}#${row}#name`]: line.name, [`${name}#${row}#code`]: line.code ?? '' });
        if (line.main) posted[`${name}#main`] = String(row);
      });
    } else if (input === 'check') {
      if (value !== false) posted[name] = choices === undefined ? 'true' : String(value);
    } else posted[name] = String(value);
  }
  return posted;
}

const attributeOf = (tag: string, name: string): string | undefined => new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1];
const unescaped = (text: string): string =>
  text.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

/** What a browser would post of a page's fields as they stand. */
export function sendBack(page: string): Record<string, string> {
  const posted: Record<string, string> = {};
  for (const [tag] of page.matchAll(/<input[^>]*>/g)) {
    const [name, type, value] = ['name', 'type', 'value'].map((key) => attributeOf(tag, key));
    const isOff = (type === 'radio' || type === 'checkbox') && !tag.includes(' checked');
    if (name !== undefined && !isOff) posted[name] = unescaped(value ?? '');
  }
  for (const [whole, tag = ''] of page.matchAll(/(<select[^>]*>)[\s\S]*?<\/select>/g)) {
    const chosen = /<option value="([^"]*)" selected>/.exec(whole)?.[1];
    posted[attributeOf(tag, 'name') ?? ''] = unescaped(chosen ?? '');
  }
  return posted;
}
