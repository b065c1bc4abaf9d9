import { cutAtWord, unaccented } from './gsm7.ts';
import { fullMoment, shortMoment } from './moment.ts';
import { type Language, type TemplateName, templates } from './templates.ts';

/** What a fact has to say, before it is put into words; moments are instants, lists are names. */
export interface Values {
  readonly cq: string;
  readonly tt: string;
  readonly ma: string;
  readonly khi?: string | undefined;
  readonly cu?: string | undefined;
  readonly gi?: readonly string[] | undefined;
  readonly mang?: readonly string[] | undefined;
  readonly n?: number | undefined;
  readonly ly?: string | undefined;
  readonly dv?: string | undefined;
  readonly phi?: string | undefined;
  readonly noi?: string | undefined;
  readonly gio?: string | undefined;
  readonly nguoi?: string | undefined;
}
/** How the province speaks: its web page and its pronouns (at most 7 characters in an SMS). */
export interface Voice {
  readonly web: Readonly<Record<Language, string>>;
  readonly pronoun: string;
  readonly smsPronoun: string;
}
export type WrittenChannel = 'zalo' | 'sms';

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

const smsValues = (values: Values, language: Language, voice: Voice): Record<string, string | undefined> => {
  const short = (text: string | undefined, max: number): string => cutAtWord(unaccented(text ?? ''), max);
  // A code that is cut is another one's code: where it is longer than most, the agency is named shorter.
  const room = 22 - Math.max(0, values.ma.length - 18);
  return {
    cq: short(values.cq, Math.max(4, room)),
    // The English text leaves more room, and English names are longer: cut, they would say something else.
    tt: short(values.tt, language === 'vi' ? 24 : 30),
    ma: values.ma,
    khi: values.khi && shortMoment(values.khi, language),
    web: voice.web[language],
    gi: short(values.gi?.join(', '), 40),
    ly: short(values.ly, 40),
    n: values.n === undefined ? undefined : String(Math.min(999, Math.max(1, values.n))),
    xung: voice.smsPronoun,
    Xung: capital(voice.smsPronoun),
  };
};

const zaloValues = (values: Values, language: Language, voice: Voice): Record<string, string | undefined> => ({
  ...values,
  khi: values.khi && fullMoment(values.khi, language),
  cu: values.cu && fullMoment(values.cu, language),
  ly: values.ly || undefined,
  gi: values.gi?.length ? values.gi.join(', ') : undefined,
  mang: values.mang?.length ? values.mang.join(', ') : undefined,
  n: values.n === undefined ? undefined : String(values.n),
  xung: voice.pronoun,
  Xung: capital(voice.pronoun),
});

/** A line is left out where one of its values is missing; `{link}` is nobody's value here and stays. */
const fill = (template: string, values: Readonly<Record<string, string | undefined>>): string =>
  template
    .split('\n')
    .filter((line) => [...line.matchAll(/\{(\w+)\}/g)].every(([, name = '']) => name === 'link' || values[name] !== undefined))
    .map((line) => line.replace(/\{(\w+)\}/g, (whole, name: string) => (name === 'link' ? whole : (values[name] ?? ''))))
    .join('\n');

/** The text of a message. A value that itself contains `{link}` is defused, so that nobody writes a citizen's link into a reason. */
export const write = (template: TemplateName, channel: WrittenChannel, language: Language, values: Values, voice: Voice): string => {
  const text = templates[template][channel][language];
  const filled = channel === 'sms' ? smsValues(values, language, voice) : zaloValues(values, language, voice);
  const defused = Object.fromEntries(Object.entries(filled).map(([name, value]) => [name, value?.replaceAll('{link}', '(link)')]));
  return fill(text, defused);
};
