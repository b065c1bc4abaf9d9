import type { FormField } from '@motcua/contracts';
import { attribute, type Html, html } from '../html.ts';
import { type Language, say } from '../language.ts';
import { shownWhen } from './condition.ts';
import { type ControlState, checkbox, dayInput, describedBy, field, type Option, radios, select, textInput } from './controls.ts';
import { countries } from './countries.ts';
import { given, nameOf, type Posted } from './posted.ts';
import { dayOf } from './read-form.ts';
import { lineRows, memberRows } from './rows.ts';

/** Up to so many choices stand open as buttons; more go into a list. */
export const openChoices = 6;

const optionsOf = (of: FormField, language: Language): Option[] =>
  (of.choices ?? []).map(({ value, label }) => ({ value, label: say(label, language) }));

const words = {
  choose: { vi: 'Chọn…', en: 'Choose…' },
  // Not "none of these": it is what stands there for who passes the question over, whatever may hold of him.
  none: { vi: 'Không chọn mục nào', en: 'None chosen' },
  commune: { vi: 'Xã, phường', en: 'Commune' },
  street: { vi: 'Số nhà, đường, ấp, thôn', en: 'House, street, hamlet' },
  province: { vi: 'Tỉnh', en: 'Province' },
  notWritten: { vi: 'Hệ thống tự ghi từ ngày đã điền.', en: 'Written out from the date by the system.' },
  oldPlace: { vi: 'Xã, huyện (tên cũ cũng được)', en: 'Commune, district (old names are fine)' },
} as const;

const labelled = (name: string, label: string, control: Html): Html =>
  html`<div><label class="hint" for="${name}">${label}</label>${control}</div>`;

/** A choice of places and a line of text beside it. */
function placeControl(of: FormField, state: ControlState, posted: Posted, language: Language): Html {
  const isPlace = of.input === 'place';
  const [first, second, key] = isPlace
    ? ([words.province, words.oldPlace, 'oldPlaceText'] as const)
    : ([words.commune, words.street, 'text'] as const);
  const detail = `${state.name}/${key}`;
  const options = optionsOf(of, language);
  const list = select(
    { ...state, value: state.value || (isPlace ? (options[0]?.value ?? '') : '') },
    options,
    isPlace ? undefined : say(words.choose, language),
  );
  const line = textInput({ name: detail, value: given(posted, detail), required: false, wrong: false }, 'text', isPlace ? 160 : 120);
  return html`<div class="pair">${labelled(state.name, say(first, language), list)}${labelled(detail, say(second, language), line)}</div>`;
}

/** A full date in Vietnamese words; undefined for what is none. */
export type WriteDate = (date: string) => string | undefined;

/** What the system writes out of a date as it was filled in. */
function writtenDate(of: FormField, { name, describedBy: ids }: ControlState, posted: Posted, language: Language, write?: WriteDate): Html {
  const date = of.of === undefined ? undefined : dayOf(posted, nameOf(of.of));
  const written = date === undefined ? undefined : write?.(date);
  return html`<output id="${name}"${attribute('aria-describedby', ids)}>${written ?? say(words.notWritten, language)}</output>`;
}

function control(of: FormField, state: ControlState, posted: Posted, language: Language, write?: WriteDate): Html {
  const choose = say(words.choose, language);
  switch (of.input) {
    case 'choice': {
      const options = optionsOf(of, language);
      if (options.length > openChoices) return select(state, options, choose);
      // A button once pressed cannot be let go: whoever need not answer needs a way back.
      return radios(state, of.required ? options : [...options, { value: '', label: say(words.none, language) }]);
    }
    case 'country':
      return select({ ...state, value: state.value || (of.required ? 'VN' : '') }, countries(language), of.required ? undefined : choose);
    case 'commune':
      return select(state, optionsOf(of, language), choose);
    case 'check': {
      const only = of.choices?.[0];
      return checkbox(state, only?.value ?? 'true', say(only?.label ?? of.label, language));
    }
    case 'date':
    case 'partialDate':
      return dayInput(state, (part) => given(posted, `${state.name}#${part}`), of.input === 'partialDate', language);
    case 'address':
    case 'place':
      return placeControl(of, state, posted, language);
    case 'lines':
      return lineRows(state, posted, language);
    case 'members':
      return memberRows(state, posted, language);
    case 'dateInWords':
      return writtenDate(of, state, posted, language, write);
    case 'number':
      if (of.choices) return html`<div class="narrow">${select(state, optionsOf(of, language), choose)}</div>`;
      return html`<div class="narrow">${textInput({ ...state, inputMode: 'numeric' }, 'text', 15)}</div>`;
    case 'phone':
      return html`<div class="narrow">${textInput({ ...state, inputMode: 'tel' }, 'tel', 20)}</div>`;
    case 'email':
      return textInput({ ...state, inputMode: 'email' }, 'email');
    case 'url':
      return textInput({ ...state, inputMode: 'url' }, 'url');
    case 'text':
      return textInput(state);
  }
}

const many = (of: FormField): boolean =>
  ['date', 'partialDate', 'address', 'place', 'lines', 'members'].includes(of.input) ||
  (of.input === 'choice' && (of.choices?.length ?? 0) <= openChoices);

export interface FieldOptions {
  /** Its fold says already that it is optional. */
  readonly folded?: boolean;
  readonly write?: WriteDate | undefined;
  /** When it is asked, said to who has no script. */
  readonly whenInWords?: string | undefined;
}

/** One field of an e-form, with what was filled in before and what was wrong with it. */
export function formField(
  of: FormField,
  posted: Posted,
  mistake: string | undefined,
  language: Language,
  { folded = false, write, whenInWords }: FieldOptions = {},
): Html {
  const name = nameOf(of.path);
  const hint = of.hint && say(of.hint, language);
  const state: ControlState = {
    name,
    value: given(posted, name),
    // What hangs on a condition must not block a browser without script; the page's script asks for it where it applies.
    required: of.required && of.when === undefined,
    wrong: mistake !== undefined,
    describedBy: describedBy({ name, hint, mistake }),
    autocomplete: of.autocomplete,
    inputMode: of.inputMode,
  };
  return field(
    {
      name,
      label: say(of.label, language),
      hint,
      mistake,
      // Nobody is asked for what the system writes.
      required: of.required || of.input === 'dateInWords',
      many: many(of),
      bare: of.input === 'check',
      when: shownWhen(of.when),
      whenInWords,
      folded,
      language,
    },
    control(of, state, posted, language, write),
  );
}
