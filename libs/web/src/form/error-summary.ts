import { type Html, html } from '../html.ts';
import type { Language } from '../language.ts';
import { fieldOf, type Mistake } from './posted.ts';

export interface NamedField {
  readonly name: string;
  readonly label: string;
}

/** Mistakes by the field they belong to; those of no field are under `''`. */
export function mistakesByField(mistakes: readonly Mistake[], names: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { pointer, message } of mistakes) {
    const name = fieldOf(pointer, names) ?? '';
    if (!found.has(name)) found.set(name, message);
  }
  return found;
}

/** What has to be changed, each with a link to its field. */
export function errorSummary(mistakes: ReadonlyMap<string, string>, fields: readonly NamedField[], language: Language): Html | undefined {
  if (mistakes.size === 0) return undefined;
  const title = language === 'vi' ? 'Còn vài chỗ cần xem lại' : 'A few things to look at again';
  const lines = [...mistakes].map(([name, message]) => {
    const label = fields.find((one) => one.name === name)?.label;
    return label === undefined ? html`<li>${message}</li>` : html`<li><a href="#${name}">${label}: ${message}</a></li>`;
  });
  return html`<div class="mistakes" role="alert" tabindex="-1"><h2>${title}</h2><ul>${lines}</ul></div>`;
}
