import { CalendarNotCovered, dateInWords, fromInstant, leftInWords, momentInWords, timeInWords } from '@motcua/legal-clock';
import type { Language } from '@motcua/web';
import { receivedIn } from './received-words.ts';
import { resolvedIn } from './result-words.ts';
import { asSentence, type Said } from './said.ts';
import type { ShownStatus, StatusView } from './status-view.ts';

const day = (instant: string, language: Language): string => dateInWords(fromInstant(instant), language);
const moment = (instant: string, language: Language): string => momentInWords(fromInstant(instant), language);

const timelineAt = (status: StatusView, event: string): string | undefined =>
  status.timeline.findLast((entry) => entry.event === event)?.at;

const names = (papers: readonly { readonly name: string }[]): string => papers.map(({ name }) => name).join(', ');

type Counted = Pick<ShownStatus, 'status' | 'language' | 'calendar'>;

/**
 * `còn 2 ngày làm việc`, `chậm 1 ngày làm việc`; undefined where the clock stands, where no published calendar says, where nobody works between now and then (a limit
 * in plain hours), and in the moments before a missed appointment is recorded.
 */
function timeLeft({ status: { clock }, language, calendar }: Counted, now: number): string | undefined {
  if (!calendar || clock?.dueAt === undefined || !clock.running) return undefined;
  const due = fromInstant(clock.dueAt);
  if (now > due !== (clock.standing === 'overdue')) return undefined;
  try {
    return calendar.minutesBetween(Math.min(now, due), Math.max(now, due)) > 0 ? leftInWords(calendar, due, now, language) : undefined;
  } catch (error) {
    if (error instanceof CalendarNotCovered) return undefined;
    throw error;
  }
}

function dueSentence({ clock }: StatusView, language: Language, left: string | undefined): string {
  if (clock?.dueAt === undefined) return '';
  const date = day(clock.dueAt, language);
  if (clock.standing === 'overdue') {
    return language === 'vi'
      ? ` Hồ sơ ${left ?? 'chậm'} so với ngày hẹn ${date}. Chúng tôi xin lỗi ông/bà.`
      : ` It is ${left ?? 'late'}: the appointment was ${date}. We apologise.`;
  }
  return language === 'vi' ? ` Hẹn trả ${date}.` : ` Due ${date}.`;
}

/** `now`: ms since 1970. A promise that has passed is not made once more. `left`: see `timeLeft`. */
type Sayings = Readonly<Record<StatusView['stage']['state'], (status: StatusView, now: number, left: string | undefined) => Said>>;

const answerWords = {
  vi: {
    received: 'Đã nhận hồ sơ.',
    looking: ' Cán bộ đang xem.',
    papers: 'Đã nhận giấy bổ sung, cán bộ đang xem.',
    by: (at: string) => ` Chúng tôi sẽ trả lời trước ${at}.`,
    missed: (at: string) => ` Lẽ ra chúng tôi phải trả lời trước ${at}. Chúng tôi xin lỗi ông/bà.`,
    nothing: 'Ông/bà chưa phải làm gì thêm.',
    stay: 'Ông/bà không phải đi lại.',
  },
  en: {
    received: 'We have your application.',
    looking: '',
    papers: 'The papers came; an officer is looking at them.',
    by: (at: string) => ` We will answer by ${at}.`,
    missed: (at: string) => ` We should have answered by ${at}. We apologise.`,
    nothing: 'Nothing more to do now.',
    stay: 'You need not come.',
  },
} as const;

/** Before the office has answered, also once papers that it asked for have come: then it is not late by a date that was set before it had to wait. */
function submitted({ next, timeline }: StatusView, language: Language, now: number): Said {
  const say = answerWords[language];
  const cameLater = timeline.some(({ event }) => event === 'DossierResumed');
  const received = cameLater ? say.papers : say.received;
  if (next?.by === undefined) return { answer: cameLater ? received : received + say.looking, todo: say.nothing };
  const at = moment(next.by, language);
  if (Date.parse(next.by) > now) return { answer: received + say.by(at), todo: say.nothing };
  return cameLater ? { answer: received, todo: say.nothing } : { answer: received + say.missed(at), todo: say.stay, call: true };
}

/** What to do while it is worked on: who waits longer than was promised is told that nothing is asked of him. */
const meanwhile = ({ clock }: StatusView, language: Language, otherwise: string): Pick<Said, 'todo' | 'call'> =>
  clock?.standing === 'overdue' ? { todo: answerWords[language].stay, call: true } : { todo: otherwise };

/** What was asked for has been sent, and nobody has looked at it yet. */
export const hasSentPapers = ({ stage, next }: StatusView): boolean => stage.state === 'awaitingSupplement' && next?.who === 'officer';

/** A masked name (`Đ. T. V. Dụ`) is one word to the eye. */
const unbroken = (name: string): string => name.replaceAll(' ', '\u00a0');

/** An answer is read at one glance: an officer whose title would fill the screen is named among the details only. */
const glance = 90;
const short = (whole: string, brief: string): string => (whole.length <= glance ? whole : brief);

const vi: Sayings = {
  submitted: (status, now) => submitted(status, 'vi', now),
  accepted: (status, _now, left) => ({
    answer: `Hồ sơ đã được tiếp nhận.${dueSentence(status, 'vi', left)}`,
    ...meanwhile(status, 'vi', 'Giữ mã này, hoặc giấy hẹn có mã QR.'),
  }),
  refused: ({ refusal }) => ({
    answer: 'Hồ sơ chưa nhận được.',
    quoted: asSentence(refusal?.note),
    todo: refusal?.rightAgency ? `Xin nộp tại ${refusal.rightAgency.name}.` : 'Xem cần sửa gì rồi gửi lại.',
  }),
  inProgress: (status, _now, left) => {
    const { holder } = status;
    const where = holder?.unit === undefined ? 'Hồ sơ đang được giải quyết' : `Hồ sơ đang ở ${holder.unit}`;
    const who = holder?.officer === undefined ? '' : `, người giải quyết: ${holder.officer}`;
    return {
      answer: short(`${where}${who}.`, `${where}.`) + dueSentence(status, 'vi', left),
      ...meanwhile(status, 'vi', answerWords.vi.nothing),
    };
  },
  awaitingSupplement: (status) => {
    const { supplement } = status;
    if (hasSentPapers(status)) return { answer: answerWords.vi.papers, todo: answerWords.vi.nothing };
    const papers = supplement && supplement.documents.length > 0 ? names(supplement.documents) : 'giấy tờ';
    return { answer: `Hồ sơ cần thêm: ${papers}.`, quoted: asSentence(supplement?.reason), todo: 'Nhận đủ, chúng tôi báo ngày hẹn mới.' };
  },
  awaitingPayment: ({ payment }) => ({
    answer: payment ? `Cần nộp lệ phí ${payment.total.toLocaleString('vi-VN')} đ.` : 'Cần nộp lệ phí.',
    todo: 'Quét mã QR để trả, hoặc trả tại quầy.',
  }),
  suspended: () => ({ answer: 'Việc giải quyết tạm dừng.', todo: 'Chúng tôi sẽ báo khi làm tiếp.' }),
  stopped: () => ({
    answer: 'Hồ sơ không được giải quyết tiếp.',
    todo: 'Nhận lại giấy tờ tại quầy. Không đồng ý, ông/bà có thể hỏi lại hoặc khiếu nại.',
    call: true,
  }),
  withdrawn: (status) => {
    const at = timelineAt(status, 'DossierWithdrawn') ?? status.stage.since;
    return { answer: `Ông/bà đã rút hồ sơ${at === undefined ? '' : ` ngày ${day(at, 'vi')}`}.`, todo: 'Có thể nộp lại bất cứ lúc nào.' };
  },
  resolved: (status) => resolvedIn(status, 'vi'),
  returned: (status) => {
    const at = status.result?.returnedAt ?? timelineAt(status, 'ResultReturned');
    const to = status.result?.receiver === undefined ? '' : ` cho ${unbroken(status.result.receiver)}`;
    return {
      answer: `Đã trả kết quả${to}${at === undefined ? '' : ` lúc ${moment(at, 'vi')}`}.`,
      todo: 'Không phải ông/bà nhận? Xin báo ngay cho quầy.',
      call: true,
    };
  },
};

const en: Sayings = {
  submitted: (status, now) => submitted(status, 'en', now),
  accepted: (status, _now, left) => ({
    answer: `Your application is accepted.${dueSentence(status, 'en', left)}`,
    ...meanwhile(status, 'en', 'Keep this code, or the receipt with the QR code.'),
  }),
  refused: ({ refusal }) => ({
    answer: 'The application could not be taken in.',
    quoted: asSentence(refusal?.note),
    todo: refusal?.rightAgency ? `Please file at ${refusal.rightAgency.name}.` : 'See what to change and send it again.',
  }),
  inProgress: (status, _now, left) => {
    const { holder } = status;
    const where = holder?.unit === undefined ? 'Your application is being worked on' : `Your application is with the ${holder.unit}`;
    const who = holder?.officer === undefined ? '' : `, handled by ${holder.officer}`;
    return {
      answer: short(`${where}${who}.`, `${where}.`) + dueSentence(status, 'en', left),
      ...meanwhile(status, 'en', answerWords.en.nothing),
    };
  },
  awaitingSupplement: (status) => {
    const { supplement } = status;
    if (hasSentPapers(status)) return { answer: answerWords.en.papers, todo: answerWords.en.nothing };
    const papers = supplement && supplement.documents.length > 0 ? names(supplement.documents) : 'a paper';
    const quoted = asSentence(supplement?.reason);
    return { answer: `One more thing is needed: ${papers}.`, quoted, todo: 'Once we have it, we tell you the new date.' };
  },
  awaitingPayment: ({ payment }) => ({
    answer: payment ? `A fee of ${payment.total.toLocaleString('en')} đ is due.` : 'A fee is due.',
    todo: 'Pay with the QR code or at the counter.',
  }),
  suspended: () => ({ answer: 'Work on it is suspended.', todo: 'We will tell you when it goes on.' }),
  stopped: () => ({
    answer: 'It is not pursued further.',
    todo: 'Collect your papers at the counter. If you disagree you may ask again or complain.',
    call: true,
  }),
  withdrawn: (status) => {
    const at = timelineAt(status, 'DossierWithdrawn') ?? status.stage.since;
    return {
      answer: `You withdrew the application${at === undefined ? '' : ` on ${day(at, 'en')}`}.`,
      todo: 'You may file again at any time.',
    };
  },
  resolved: (status) => resolvedIn(status, 'en'),
  returned: (status) => {
    const at = status.result?.returnedAt ?? timelineAt(status, 'ResultReturned');
    const to = status.result?.receiver === undefined ? '' : ` to ${unbroken(status.result.receiver)}`;
    return {
      answer: `The result was handed out${to}${at === undefined ? '' : ` at ${moment(at, 'en')}`}.`,
      todo: 'Not you? Tell the counter at once.',
      call: true,
    };
  },
};

export const said = (shown: Counted, now = Date.now()): Said => {
  const { status, language } = shown;
  const words = (language === 'vi' ? vi : en)[status.stage.state](status, now, timeLeft(shown, now));
  const received = receivedIn(shown, now);
  return received.length === 0 ? words : { ...words, todo: [...received, words.todo].join('\n') };
};

/** Stopped before an end: the appointment it had holds no longer. */
export const isPaused = ({ clock }: StatusView): boolean =>
  clock?.running === false && (clock.standing === 'inTime' || clock.standing === 'overdue');

/** What the clock shows in a word or two, with its tone. */
export function clockWord(
  shown: Counted,
  now = Date.now(),
): { readonly text: string; readonly tone: 'plain' | 'good' | 'attention' | 'late' } | undefined {
  const { status, language } = shown;
  const { clock } = status;
  if (clock?.standing === undefined) return undefined;
  const texts = {
    inTime: { vi: 'trong hạn', en: 'in time' },
    overdue: { vi: 'chậm hẹn', en: 'late' },
    early: { vi: 'xong sớm', en: 'early' },
    onTime: { vi: 'đúng hẹn', en: 'on time' },
    late: { vi: 'chậm hẹn', en: 'late' },
  } as const;
  if (isPaused(status))
    return { text: language === 'vi' ? 'tạm dừng, sẽ báo ngày mới' : 'paused, a new date will follow', tone: 'attention' };
  const tone = { inTime: 'plain', overdue: 'late', early: 'good', onTime: 'good', late: 'late' } as const;
  return { text: timeLeft(shown, now) ?? texts[clock.standing][language], tone: tone[clock.standing] };
}

export const whenInWords = moment;
export const dayInWords = day;
export const hourInWords = (at: Date, language: Language): string => timeInWords(at.getTime(), language);
