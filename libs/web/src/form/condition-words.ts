import type { Condition, FormField } from '@motcua/contracts';
import { type Language, say } from '../language.ts';

type Part = Condition['all'][number];

const joined = (texts: readonly string[], word: string): string => texts.join(` ${word} `);

/** As the page calls it; where another field has the same name, with its group. */
function nameIn(of: FormField, fields: readonly FormField[], language: Language): string {
  // A tick shows the words of its one choice.
  const label = say((of.input === 'check' ? of.choices?.[0]?.label : undefined) ?? of.label, language);
  const isShared = fields.some((other) => other !== of && say(other.label, language) === label);
  return isShared && of.group ? `“${label}” (${say(of.group, language)})` : `“${label}”`;
}

/** `“Cháu sinh ở đâu?” là “Cơ sở y tế”`; undefined where the form asks for nothing at that place. */
function partInWords({ path, in: values, exists }: Part, fields: readonly FormField[], language: Language): string | undefined {
  const of = fields.find((field) => field.path === path);
  if (of === undefined) return undefined;
  const vi = language === 'vi';
  const name = nameIn(of, fields, language);
  if (of.input === 'check') {
    const ticked = exists ?? !values?.includes(false);
    if (vi) return ticked ? `đã đánh dấu ${name}` : `không đánh dấu ${name}`;
    return ticked ? `${name} is ticked` : `${name} is not ticked`;
  }
  if (values === undefined) {
    if (vi) return exists ? `đã điền ${name}` : `bỏ trống ${name}`;
    return exists ? `${name} is filled in` : `${name} is left empty`;
  }
  const choices = (of.choices ?? [])
    .filter(({ value }) => values.map(String).includes(value))
    .map(({ label }) => `“${say(label, language)}”`);
  return `${name} ${vi ? 'là' : 'is'} ${joined(choices, vi ? 'hoặc' : 'or')}`;
}

/** When so many fields that stand one after the other are asked, for who has no script to hide them; undefined where it cannot be said in words of the form. */
export function conditionInWords(
  condition: Condition,
  count: number,
  fields: readonly FormField[],
  language: Language,
): string | undefined {
  const parts = condition.all.map((part) => partInWords(part, fields, language));
  if (parts.includes(undefined)) return undefined;
  const when = joined(parts as string[], language === 'vi' ? 'và' : 'and');
  if (language === 'vi') return `${count === 1 ? 'Chỉ điền' : `Từ đây ${count} mục chỉ điền`} khi ${when}.`;
  return `${count === 1 ? 'Only' : `The next ${count} only`} if ${when}.`;
}
