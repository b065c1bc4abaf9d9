import { attribute, type Html, html, type Part } from '../html.ts';
import type { Language } from '../language.ts';
import type { Shown } from './condition.ts';

export interface Option {
  readonly value: string;
  readonly label: string;
}

/** What every control of a field needs to know. */
export interface ControlState {
  readonly name: string;
  readonly value: string;
  readonly required: boolean;
  readonly wrong: boolean;
  readonly describedBy?: string | undefined;
  readonly autocomplete?: string | undefined;
  readonly inputMode?: string | undefined;
}

const states = ({ required, wrong, describedBy }: ControlState): readonly Html[] => [
  attribute('required', required),
  attribute('aria-invalid', wrong && 'true'),
  attribute('aria-describedby', describedBy),
];

export const textInput = (state: ControlState, type = 'text', maxLength = 200): Html =>
  html`<input type="${type}" id="${state.name}" name="${state.name}" value="${state.value}" maxlength="${maxLength}"${states(state)}${attribute('autocomplete', state.autocomplete)}${attribute('inputmode', state.inputMode)}>`;

export const select = (state: ControlState, options: readonly Option[], empty: string | undefined): Html =>
  html`<select id="${state.name}" name="${state.name}"${states(state)}>${empty !== undefined && html`<option value="">${empty}</option>`}${options.map(
    ({ value, label }) => html`<option value="${value}"${attribute('selected', value === state.value)}>${label}</option>`,
  )}</select>`;

/** Choices so short stand side by side on a phone. */
const shortLabel = 8;

export const radios = (state: ControlState, options: readonly Option[]): Html =>
  html`<div class="options${options.every(({ label }) => label.length <= shortLabel) && ' short'}">${options.map(
    ({ value, label }, index) =>
      html`<label class="option"><input type="radio" name="${state.name}" value="${value}"${attribute('id', index === 0 && state.name)}${attribute('required', state.required)}${attribute('checked', value === state.value)}>${label}</label>`,
  )}</div>`;

export const checkbox = (state: ControlState, value: string, label: Part): Html =>
  html`<label class="option"><input type="checkbox" id="${state.name}" name="${state.name}" value="${value}"${states(state)}${attribute('checked', state.value === value)}><span>${label}</span></label>`;

const parts = [
  ['day', { vi: 'Ngày', en: 'Day' }, 2],
  ['month', { vi: 'Tháng', en: 'Month' }, 2],
  ['year', { vi: 'Năm', en: 'Year' }, 4],
] as const;

/** Three small boxes: on a phone a birthday is typed faster than it is scrolled to. */
export function dayInput(state: ControlState, partOf: (part: string) => string, partial: boolean, language: Language): Html {
  return html`<div class="day">${parts.map(
    ([part, label, length]) =>
      html`<label>${label[language]}<input type="text" inputmode="numeric" pattern="[0-9]*" maxlength="${length}" name="${state.name}#${part}" value="${partOf(part)}"${attribute('id', part === 'day' && state.name)}${attribute('required', state.required && (!partial || part === 'year'))}${attribute('aria-invalid', state.wrong && 'true')}${attribute('aria-describedby', state.describedBy)}></label>`,
  )}</div>`;
}

export interface FieldFrame {
  readonly name: string;
  readonly label: string;
  readonly hint?: string | undefined;
  readonly mistake?: string | undefined;
  readonly required: boolean;
  /** Several inputs under one name: a fieldset with a legend instead of a label. */
  readonly many?: boolean;
  /** The control speaks for itself (a checkbox): no label above it. */
  readonly bare?: boolean;
  /** Condition for the page's script; without script the field is shown. */
  readonly when?: Shown | undefined;
  /** The same in words, for who has no script. */
  readonly whenInWords?: string | undefined;
  /** Its fold says already that it is optional. */
  readonly folded?: boolean;
  readonly language: Language;
}

export const hintId = (name: string): string => `${name}#hint`;
export const mistakeId = (name: string): string => `${name}#wrong`;

/** Ids of what is read out after the label. */
export function describedBy({ name, hint, mistake }: Pick<FieldFrame, 'name' | 'hint' | 'mistake'>): string | undefined {
  const ids = [hint !== undefined && hintId(name), mistake !== undefined && mistakeId(name)].filter(Boolean);
  return ids.length === 0 ? undefined : ids.join(' ');
}

/** Label, hint, mistake and control, in the order in which they are read out. */
export function field(frame: FieldFrame, control: Part): Html {
  const { name, label, hint, mistake, required, many, bare, when, whenInWords, folded, language } = frame;
  const maybe = !required && !bare && !folded && html` <span class="maybe">${language === 'vi' ? '(không bắt buộc)' : '(optional)'}</span>`;
  const conditional = attribute('data-when', when === undefined ? undefined : JSON.stringify(when));
  const inner = html`${whenInWords !== undefined && html`<noscript><p class="hint">${whenInWords}</p></noscript>`}${hint !== undefined && html`<p class="hint" id="${hintId(name)}">${hint}</p>`}${
    mistake !== undefined && html`<p class="wrong" id="${mistakeId(name)}">${mistake}</p>`
  }${control}`;
  const classes = mistake === undefined ? 'field' : 'field bad';
  if (many)
    return html`<fieldset class="${classes}"${conditional}${attribute('aria-describedby', describedBy(frame))}><legend class="name">${label}${maybe}</legend>${inner}</fieldset>`;
  return html`<div class="${classes}"${conditional}>${!bare && html`<label class="name" for="${name}">${label}${maybe}</label>`}${inner}</div>`;
}
