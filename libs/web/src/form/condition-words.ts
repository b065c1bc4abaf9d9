import type { Condition, FormField } from '@motcua/contracts';
import { type Language, say } from '../language.ts';

type Part = Condition['all'][number];

const joined = (texts: readonly string[], word: string): string => texts.join(` ${word} `);

/** The words beside it on the page: of a tick those of its one choice. */
const shownName = (of: FormField, language: Language): string =>
  say((of.input === 'check' ? of.choices?.[0]?.label : undefined) ?? of.label, language);

/** As the page calls it; where another field is called the same, with its group. */
function nameIn(of: FormField, fields: readonly FormField[], language: Language): string {
  const name = shownName(of, language);
  const isShared = fields.some((other) => other !== of && shownName(other, language) === name);
  return isShared && of.group ? `“${name}” (${say(of.group, language)})` : `“${name}”`;
}

const tickInWords = (isTicked: boolean, name: string, language: Language): string => {
  if (language === 'vi') return isTicked ? `đã đánh dấu ${name}` : `không đánh dấu ${name}`;
  return isTicked ? `${name} is ticked` : `${name} is not ticked`;
};

function presenceInWords(of: FormField, exists: boolean, name: string, language: Language): string {
  if (language === 'en') return exists ? `${name} is ${of.choices ? 'answered' : 'filled in'}` : `${name} is left empty`;
  if (exists) return of.choices ? `đã chọn ở mục ${name}` : `đã điền ${name}`;
  return `bỏ trống ${name}`;
}

/** `chọn “Cơ sở y tế” ở mục “Cháu sinh ở đâu?”`; undefined where the form has no words for it. */
function partInWords({ path, in: values, exists }: Part, fields: readonly FormField[], language: Language): string | undefined {
  const of = fields.find((field) => field.path === path);
  if (of === undefined || (values === undefined) === (exists === undefined)) return undefined;
  const name = nameIn(of, fields, language);
  if (of.input === 'check') return tickInWords(exists ?? !values?.includes(false), name, language);
  if (values === undefined) return presenceInWords(of, exists === true, name, language);
  const chosen = (of.choices ?? []).filter(({ value }) => values.map(String).includes(value));
  if (chosen.length !== values.length) return undefined;
  const answers = chosen.map(({ label }) => `“${say(label, language)}”`);
  return language === 'vi' ? `chọn ${joined(answers, 'hoặc')} ở mục ${name}` : `${name} is ${joined(answers, 'or')}`;
}

/** When a field is asked, and those after it that hang on the same, `count` in all; for who has no script to hide them. Undefined where it cannot be said in words of the form. */
export function conditionInWords(
  condition: Condition,
  count: number,
  fields: readonly FormField[],
  language: Language,
): string | undefined {
  const parts = condition.all.map((part) => partInWords(part, fields, language));
  if (parts.includes(undefined)) return undefined;
  const when = joined(parts as string[], language === 'vi' ? 'và' : 'and');
  if (language === 'vi') return `${count === 1 ? 'Chỉ' : `Mục này và ${count - 1} mục sau chỉ`} điền khi ${when}.`;
  return `${count === 1 ? 'Fill in only' : `This and the next ${count - 1}: fill in only`} if ${when}.`;
}
