import { type Html, html } from '../html.ts';
import type { Language } from '../language.ts';
import { fieldOf, type Mistake } from './posted.ts';

export interface NamedField {
  readonly name: string;
  readonly label: string;
  /** Heading of the fields it stands among. */
  readonly group?: string | undefined;
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

/** A label that asks or states ends by itself; after any other the mistake follows a colon. */
const joined = (label: string, message: string): string => (/[.?!]$/.test(label) ? `${label} ${message}` : `${label}: ${message}`);

/** What has to be changed, from the top of the page down, each with a link to its field; what belongs to no field comes last. Of fields that are called alike each is told with its heading. */
export function errorSummary(mistakes: ReadonlyMap<string, string>, fields: readonly NamedField[], language: Language): Html | undefined {
  if (mistakes.size === 0) return undefined;
  const title = language === 'vi' ? 'Còn vài chỗ cần xem lại' : 'A few things to look at again';
  const wrong = fields.filter(({ name }) => mistakes.has(name));
  const nameOf = ({ name, label, group }: NamedField): string => {
    const isAlone = wrong.every((other) => other.name === name || other.label !== label);
    return isAlone || group === undefined ? label : `${group} – ${label}`;
  };
  const links = wrong.map((one) => html`<li><a href="#${one.name}">${joined(nameOf(one), mistakes.get(one.name) ?? '')}</a></li>`);
  const others = [...mistakes].filter(([name]) => wrong.every((one) => one.name !== name)).map(([, message]) => html`<li>${message}</li>`);
  return html`<div class="mistakes" role="alert" tabindex="-1"><h2>${title}</h2><ul>${links}${others}</ul></div>`;
}
