/** Text that is already HTML. Only `html` makes it, so whatever a person typed is escaped on its way in. */
export class Html {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

export type Part = Html | string | number | undefined | null | false | readonly Part[];

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character] ?? '');

function textOf(part: Part): string {
  if (part === undefined || part === null || part === false) return '';
  if (part instanceof Html) return part.toString();
  if (typeof part === 'object') return part.map(textOf).join('');
  return escaped(String(part));
}

/** A template whose values are escaped, for text and for quoted attributes alike. Lists are joined; `undefined`, `null` and `false` are nothing. */
export const html = (strings: TemplateStringsArray, ...parts: readonly Part[]): Html =>
  new Html(strings.reduce((text, piece, index) => text + textOf(parts[index - 1]) + piece));

/** ` name="value"`, or nothing. `true` is the bare attribute. */
export function attribute(name: string, value: string | number | boolean | undefined): Html {
  if (value === undefined || value === false) return new Html('');
  return value === true ? new Html(` ${name}`) : html` ${new Html(name)}="${value}"`;
}
