import type { ProcedurePaper, TimeLimit } from '@motcua/contracts';
import { type FeeLine, type Language, money, type PaperLine, say } from '@motcua/web';
import type { ProcedureDetails, ProcedureSummary } from '../../application/find-procedures.ts';

const units = {
  workingDay: { vi: 'ngày làm việc', en: ['working day', 'working days'] },
  workingHour: { vi: 'giờ làm việc', en: ['working hour', 'working hours'] },
  clockHour: { vi: 'giờ', en: ['hour', 'hours'] },
  calendarDay: { vi: 'ngày', en: ['day', 'days'] },
} as const;

const number = (value: number, language: Language): string => String(value).replace('.', language === 'vi' ? ',' : '.');

/** `trong ngày` · `2 ngày làm việc`. */
export function limitInWords({ value, unit }: TimeLimit, language: Language): string {
  if (unit === 'sameDay') return language === 'vi' ? 'trong ngày' : 'the same day';
  const { vi, en } = units[unit];
  return `${number(value, language)} ${language === 'vi' ? vi : en[value === 1 ? 0 : 1]}`;
}

/** Of a same-day matter, what happens after its cut-off. */
function cutOffInWords({ unit, cutOff }: TimeLimit, language: Language): string | undefined {
  if (unit !== 'sameDay' || cutOff === undefined) return undefined;
  const [hour = '', minute = ''] = cutOff.split(':');
  const time = language === 'en' ? cutOff : minute === '00' ? `${Number(hour)} giờ` : `${Number(hour)} giờ ${minute}`;
  return language === 'vi'
    ? `Nhận sau ${time} thì trả kết quả chậm nhất vào ngày làm việc tiếp theo.`
    : `Received after ${time}: at the latest the next working day.`;
}

type Times = ProcedureSummary['time'];

/** What the law adds in one case: `Phải xác minh thì thêm nhiều nhất 3 ngày làm việc.` */
function extraInWords({ extra }: Times['legal'], language: Language): string | undefined {
  if (!extra) return undefined;
  const [when, limit] = [say(extra.when, language), limitInWords(extra, language)];
  return language === 'vi' ? `${when} thì thêm nhiều nhất ${limit}.` : `${when}: at most ${limit} more.`;
}

/** The time that is promised: the province's shorter one where there is one. */
export const promisedTime = ({ committed, legal }: Times, language: Language): string => limitInWords(committed ?? legal, language);

/** `trong ngày` · `trong 2 ngày làm việc` · `the same day` · `within 2 working days`. */
export function within(limit: TimeLimit, language: Language): string {
  const words = limitInWords(limit, language);
  return limit.unit === 'sameDay' ? words : `${language === 'vi' ? 'trong' : 'within'} ${words}`;
}

export function timeNotes({ committed, legal }: Times, language: Language): readonly string[] {
  const shorter =
    committed &&
    (language === 'vi'
      ? `Luật cho ${limitInWords(legal, 'vi')}; tỉnh cam kết ${limitInWords(committed, 'vi')}.`
      : `The law allows ${limitInWords(legal, 'en')}; the province promises ${limitInWords(committed, 'en')}.`);
  return [shorter, cutOffInWords(committed ?? legal, language), extraInWords(legal, language)].filter((note) => note !== undefined);
}

type Fee = ProcedureDetails['fees'][number];

const amountInWords = ({ amount, per }: Fee, language: Language): string => {
  if (amount === 'unknown') return language === 'vi' ? 'do tỉnh quy định' : 'set by the province';
  if (amount === 0) return language === 'vi' ? 'không phải nộp' : 'none';
  return `${money(amount, language)}${per === 'copy' ? (language === 'vi' ? ' / bản' : ' a copy') : ''}`;
};
const due = {
  onAcceptance: { vi: 'nộp lệ phí khi gửi hồ sơ', en: 'paid when filing' },
  onReturn: { vi: 'nộp lệ phí khi nhận kết quả', en: 'paid on collection' },
} as const;

/** The fee of an ordinary case before those that hang on something. */
export const usualFirst = (fees: readonly Fee[]): readonly Fee[] =>
  fees.toSorted((a, b) => Number(a.when !== undefined) - Number(b.when !== undefined));

/** Several remarks as one, which begins like a sentence. */
function sentenceOf(remarks: readonly (string | false | undefined)[]): string {
  const text = remarks.filter(Boolean).join('; ');
  return text.charAt(0).toLocaleUpperCase('vi') + text.slice(1);
}

export const feeLines = (fees: readonly Fee[], language: Language): FeeLine[] =>
  fees.map((fee) => {
    const notes = [fee.note && say(fee.note, language), fee.amount !== 0 && say(due[fee.due], language), fee.byLaw && fee.source];
    return { name: say(fee.name, language), sum: amountInWords(fee, language), note: sentenceOf(notes) };
  });

/** What an ordinary case costs, the fee that hangs on no condition: `không phải nộp lệ phí` · `lệ phí 8.000 đ / bản`. */
export function usualFee(fees: readonly Fee[], language: Language): string {
  const usual = fees.find(({ when }) => when === undefined);
  if (!usual || usual.amount === 0) return language === 'vi' ? 'không phải nộp lệ phí' : 'no fee';
  const amount = amountInWords(usual, language);
  return language === 'vi' ? `lệ phí ${amount}` : `fee ${amount}`;
}

const owed: Readonly<Record<ProcedurePaper['owed'], { vi: string; en: string }>> = {
  handIn: { vi: 'Nộp bản chính', en: 'Original handed in' },
  show: { vi: 'Cho xem bản chính', en: 'Original shown' },
  certifiedCopy: { vi: 'Bản sao có chứng thực', en: 'Certified copy' },
  photo: { vi: 'Ảnh chụp là đủ', en: 'A photo is enough' },
  database: { vi: 'Không phải nộp', en: 'Not asked for' },
  elsewhere: { vi: 'Không thuộc hồ sơ này', en: 'Not part of this application' },
};

export const paperLines = (documents: readonly ProcedurePaper[], language: Language): PaperLine[] =>
  documents.map(({ name, hint, owed: form, replacedBy }) => {
    const replaced =
      replacedBy &&
      `${language === 'vi' ? 'Không cần nếu cán bộ tra được' : 'Not needed where officers can look up'}: ${say(replacedBy, language)}.`;
    const note = [hint && say(hint, language), replaced].filter(Boolean).join(' ');
    return { name: say(name, language), owed: say(owed[form], language), ...(note !== '' && { note }) };
  });
