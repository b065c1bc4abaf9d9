import type { Condition, FormField } from '@motcua/contracts';
import { attribute, type Html, html } from '../html.ts';
import { type Language, say } from '../language.ts';
import { conditionInWords } from './condition-words.ts';
import { formField, openChoices, type WriteDate } from './form-field.ts';
import { given, nameOf, type Posted } from './posted.ts';

/** Fewer are not worth a fold. */
const leastFolded = 3;

/** What one taps stays open, since it steers what else is asked; what one types or looks up and may leave out can be folded. */
const canFold = ({ required, input, choices = [] }: FormField): boolean =>
  !required && input !== 'check' && input !== 'dateInWords' && !(input === 'choice' && choices.length <= openChoices);

/** The fields in their order, runs of optional ones together. */
function runsOf(fields: readonly FormField[]): readonly (readonly FormField[])[] {
  const runs: FormField[][] = [];
  for (const of of fields) {
    const last = runs.at(-1);
    if (last?.[0] && canFold(last[0]) && canFold(of)) last.push(of);
    else runs.push([of]);
  }
  return runs;
}

/** Before the first of each run of fields under one condition: how many they are, and the condition. By path. */
function conditionsOf(members: readonly FormField[]): ReadonlyMap<string, { readonly when: Condition; readonly count: number }> {
  const found = new Map<string, { when: Condition; count: number }>();
  let last: { readonly text: string; readonly run: { when: Condition; count: number } } | undefined;
  for (const { path, when } of members) {
    const text = JSON.stringify(when);
    if (last && last.text === text) last.run.count += 1;
    else last = when && { text, run: { when, count: 1 } };
    if (last?.run.count === 1) found.set(path, last.run);
  }
  return found;
}

const belongs = (name: string, key: string): boolean => key === name || key.startsWith(`${name}/`) || key.startsWith(`${name}#`);
const small = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

/** One way to say "and these, if you like", which names them. */
const foldName = (fields: readonly FormField[], language: Language): Html => {
  const names = fields.map(({ label }) => small(say(label, language))).join(', ');
  return language === 'vi'
    ? html`Điền thêm: ${names} <span class="maybe">(không bắt buộc)</span>`
    : html`Add: ${names} <span class="maybe">(optional)</span>`;
};

/** All fields in their groups; a group that hangs on conditions as a whole says "if it applies", what hangs on one says so where no script hides it, longer runs of optional fields are folded. `write`: how dates are written out. */
export function formFields(
  fields: readonly FormField[],
  posted: Posted,
  mistakes: ReadonlyMap<string, string>,
  language: Language,
  write?: WriteDate,
): Html {
  const groups = new Map<string, FormField[]>();
  for (const of of fields) {
    const title = of.group ? say(of.group, language) : '';
    groups.set(title, [...(groups.get(title) ?? []), of]);
  }
  const conditions = new Map([...groups.values()].flatMap((members) => [...conditionsOf(members)]));
  const whenInWords = ({ path }: FormField): string | undefined => {
    const first = conditions.get(path);
    return first && conditionInWords(first.when, first.count, fields, language);
  };
  const one = (of: FormField, folded = false) =>
    formField(of, posted, mistakes.get(nameOf(of.path)), language, { folded, write, whenInWords: whenInWords(of) });
  const isUsed = ({ path }: FormField): boolean =>
    mistakes.has(nameOf(path)) || Object.keys(posted).some((key) => belongs(nameOf(path), key) && given(posted, key) !== '');
  const run = (of: readonly FormField[]) =>
    of.length < leastFolded
      ? of.map((only) => one(only))
      : html`<details class="fold"${attribute('open', of.some(isUsed))}><summary><span>${foldName(of, language)}</span></summary>${of.map((folded) => one(folded, true))}</details>`;
  return html`${[...groups].map(([title, members]) => {
    const conditional = members.every(({ when }) => when !== undefined);
    const maybe = conditional && html` <span class="maybe">${language === 'vi' ? '(nếu có)' : '(if it applies)'}</span>`;
    return html`<fieldset class="group">${title !== '' && html`<legend>${title}${maybe}</legend>`}${runsOf(members).map(run)}</fieldset>`;
  })}`;
}
