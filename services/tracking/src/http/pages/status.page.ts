import { answer, callToAction, facts, type Html, html, notice, type Stage, section, stageLine, timeline, todo, word } from '@motcua/web';
import { feeIn } from '../../projections/status/index.ts';
import { ratedNote, ratingForm, supplementForm, withdrawalForm } from './status-forms.ts';
import type { Enquiry, ShownStatus, StatusView } from './status-view.ts';
import { clockWord, dayInWords, hasSentPapers, hourInWords, isPaused, said, whenInWords } from './status-words.ts';

/** The five stages, as they are called before and after. */
const stages = {
  vi: ['Đã gửi', 'Tiếp nhận', 'Giải quyết', 'Có kết quả', 'Đã trả'],
  en: ['Sent', 'Taken in', 'Decision', 'Ready', 'Handed out'],
} as const;

/** What goes on where the dossier stands now, where that is more than the stage's name. */
const present: Readonly<Partial<Record<StatusView['stage']['state'], Readonly<Record<'vi' | 'en', string>>>>> = {
  refused: { vi: 'Chưa nhận', en: 'Not taken in' },
  inProgress: { vi: 'Đang xử lý', en: 'In progress' },
  awaitingSupplement: { vi: 'Chờ giấy tờ', en: 'Papers needed' },
  awaitingPayment: { vi: 'Chờ lệ phí', en: 'Fee due' },
  suspended: { vi: 'Tạm dừng', en: 'On hold' },
  stopped: { vi: 'Dừng lại', en: 'Stopped' },
  // Too long for its fifth of a small screen: it may be parted.
  withdrawn: { vi: 'Đã rút', en: 'With\u00addrawn' },
};

const looking = { vi: 'Đang xem giấy', en: 'Being read' } as const;

/** How far each state has come on the line; ended ones say where. */
const reached: Readonly<Record<StatusView['stage']['state'], number>> = {
  submitted: 0,
  accepted: 1,
  refused: 1,
  inProgress: 2,
  awaitingSupplement: 2,
  awaitingPayment: 2,
  suspended: 2,
  stopped: 2,
  withdrawn: 1,
  resolved: 3,
  returned: 4,
};
const endedStates: readonly string[] = ['refused', 'withdrawn', 'stopped'];

export function stagesOf(status: StatusView, language: 'vi' | 'en'): Stage[] {
  const { state } = status.stage;
  const at = state === 'awaitingSupplement' && status.code === undefined ? 0 : reached[state];
  return stages[language].map((name, index) => {
    if (index < at || state === 'returned') return { name, is: 'done' };
    if (index > at) return { name, is: 'toCome' };
    const now = hasSentPapers(status) ? looking[language] : present[state]?.[language];
    return { name: now ?? name, is: endedStates.includes(state) ? 'ended' : 'now' };
  });
}

const words = {
  vi: {
    title: 'Hồ sơ',
    code: 'Mã hồ sơ',
    requestCode: 'Mã tạm',
    applicant: 'Người đứng tên',
    holder: 'Đang giữ',
    officer: 'Người giải quyết',
    step: 'Bước',
    due: 'Hẹn trả',
    oldDue: 'Hẹn lúc đầu',
    procedure: 'Thủ tục',
    fee: 'Lệ phí',
    provisional: 'Ngày hẹn tạm tính: lịch nghỉ lễ chưa công bố đủ.',
    details: 'Chi tiết hồ sơ',
    course: 'Diễn biến',
    fileAnew: 'Nộp lại hồ sơ',
    stale: (time: string) => `Thông tin tính đến ${time}; chúng tôi đang cập nhật.`,
    now: 'lúc này',
    ask: ['Muốn hỏi, gọi', 'Cần giúp, gọi'],
    byLink: 'Quét mã QR nhận được khi nộp hồ sơ để gửi ảnh ngay, hoặc mang giấy đến quầy.',
  },
  en: {
    title: 'Application',
    code: 'Code',
    requestCode: 'Request code',
    applicant: 'Applicant',
    holder: 'With',
    officer: 'Handled by',
    step: 'Step',
    due: 'Due',
    oldDue: 'First appointment',
    procedure: 'Procedure',
    fee: 'Fee',
    provisional: 'Preliminary date: not all holidays are published yet.',
    details: 'Details',
    course: 'What happened',
    fileAnew: 'File again',
    stale: (time: string) => `As of ${time}; we are catching up.`,
    now: 'now',
    ask: ['To ask, call', 'For help, call'],
    byLink: 'To send a photo at once, scan the QR code you got when filing; or bring the paper to the counter.',
  },
} as const;

const finished: readonly string[] = ['refused', 'withdrawn', 'stopped', 'returned'];

function details(shown: ShownStatus): Html {
  const { status, language } = shown;
  const texts = words[language];
  const { clock, holder, procedure, stage } = status;
  const isOpen = !finished.includes(stage.state);
  // Who withdrew or was refused waits for no appointment.
  const isDue = isOpen || stage.state === 'returned';
  const mark = clockWord(shown);
  const paused = isPaused(status);
  const moved = clock?.originalDueAt !== undefined && (paused || clock.originalDueAt !== clock.dueAt);
  const due = clock?.dueAt === undefined || paused ? undefined : dayInWords(clock.dueAt, language);
  return facts([
    [texts.procedure, procedure.name],
    [texts.code, status.code && html`<span class="code">${status.code}</span>`],
    [texts.requestCode, html`<span class="code">${status.requestCode}</span>`],
    [texts.applicant, status.applicant],
    [texts.holder, isOpen && holder ? [holder.unit, holder.agency].filter(Boolean).join(', ') : undefined],
    [texts.officer, isOpen ? holder?.officer : undefined],
    [texts.step, isOpen ? stage.step : undefined],
    [texts.due, isDue && (due ?? mark) && html`${due}${due && mark && html`<br>`}${mark && word(mark.text, mark.tone)}`],
    [texts.oldDue, isDue && moved && clock?.originalDueAt ? dayInWords(clock.originalDueAt, language) : undefined],
    [texts.fee, status.fee && feeIn(status.fee, language)],
  ]);
}

/** What is asked of the reader now: with the link only, never with code and check, which have the way to it told. */
function asked({ status, language, dossierId }: ShownStatus): Html | undefined {
  if (status.stage.state !== 'awaitingSupplement' || hasSentPapers(status)) return undefined;
  return dossierId === undefined
    ? notice(html`<p>${words[language].byLink}</p>`, 'attention')
    : supplementForm(dossierId, status.supplement?.documents ?? [], language);
}

/** The way to a new filing of the same, for whom this one has come to nothing; not where another agency is the right one. */
function anew({ status, language }: ShownStatus): Html | undefined {
  const { stage, refusal, procedure } = status;
  const mayFile = stage.state === 'withdrawn' || (stage.state === 'refused' && refusal?.rightAgency === undefined);
  return mayFile
    ? html`<p class="acts">${callToAction(words[language].fileAnew, `/nop-ho-so/${encodeURIComponent(procedure.code)}`)}</p>`
    : undefined;
}

/** What the reader may do besides. */
function offered({ status, language, dossierId }: ShownStatus): Html | undefined {
  const { state } = status.stage;
  if (dossierId === undefined) return undefined;
  if (state === 'returned') return status.rated ? ratedNote(language) : ratingForm(language);
  return ['resolved', ...finished].includes(state) ? undefined : withdrawalForm(dossierId, language);
}

/** A number to press, where there is one to call. */
const calling = (words: string, { name, phone }: Enquiry): Html =>
  todo(html`${words} ${name}, <a href="tel:${phone.replaceAll(' ', '')}">${phone}</a>.`);

/** The status, the same for the QR page and the look-up: answer, what to do now, the line, then the rest. */
export function statusView(shown: ShownStatus): Html {
  const { status, language, asOf, enquiry } = shown;
  const texts = words[language];
  const { answer: sentence, quoted, todo: doing, call } = said(shown);
  const entries = status.timeline.map(({ at, title, unit }) => ({
    at,
    title,
    when: whenInWords(at, language),
    ...(unit && { where: unit }),
  }));
  return html`<div data-title="${sentence}">${answer(sentence, html`${status.procedure.name} · <span class="code">${status.code ?? status.requestCode}</span>`, quoted)}${doing?.split('\n').map(todo)}${call && enquiry && calling(texts.ask[0], enquiry)}</div>
${asked(shown)}${anew(shown)}
${status.stale && notice(html`<p>${texts.stale(asOf ? hourInWords(asOf, language) : texts.now)}</p>`, 'attention')}
${stageLine(stagesOf(status, language), language)}
${section(texts.details, html`${details(shown)}${status.clock?.provisional && html`<p class="quiet small">${texts.provisional}</p>`}`)}
${section(texts.course, timeline(entries, language))}
${offered(shown)}`;
}

/** In minutes; nobody is made to wait longer. */
const hour = 60;

const missing = {
  vi: {
    answer: 'Chưa tìm thấy hồ sơ.',
    todo: 'Xin xem lại mã trên giấy hẹn và 4 số cuối điện thoại hoặc căn cước của người đứng tên.',
    wait: (minutes: number) => `Xin đợi ${minutes < hour ? `${minutes} phút` : '1 giờ'} rồi thử lại.`,
    tooMany: 'Đã thử nhiều lần. Có giấy hẹn, ông/bà quét mã QR trên giấy: hồ sơ mở ngay.',
    link: 'Mã QR này không mở được hồ sơ nào. Có thể mã đã được cấp lại; xin hỏi tại quầy hoặc tra cứu bằng mã hồ sơ.',
    lookUp: 'Tra cứu hồ sơ',
  },
  en: {
    answer: 'We could not find it.',
    todo: 'Please check the code on your receipt and the last 4 digits of the phone or national id of the applicant.',
    wait: (minutes: number) =>
      `Please wait ${minutes < hour ? `${minutes} ${minutes === 1 ? 'minute' : 'minutes'}` : '1 hour'} and try again.`,
    tooMany: 'There were too many tries. With the receipt, scan its QR code: it opens at once.',
    link: 'This QR code opens no application. It may have been replaced; please ask at the counter or look it up by its code.',
    lookUp: 'Track an application',
  },
} as const;

/** Asked too often: seconds until it may be asked again. */
interface TooMany {
  readonly retryAfter: number;
}
type WhyMissing = 'todo' | 'link' | TooMany;
export const notFoundSentence = (language: 'vi' | 'en', why: WhyMissing): string =>
  typeof why === 'string' ? missing[language].answer : missing[language].wait(Math.ceil(why.retryAfter / 60));

export const notFoundView = (language: 'vi' | 'en', why: WhyMissing = 'todo', enquiry?: Enquiry): Html => {
  const texts = missing[language];
  const sentence = notFoundSentence(language, why);
  // Beside the look-up's own words stands its form; behind a link there is none.
  const way = why === 'link' && html`<p class="acts">${callToAction(texts.lookUp, '/tra-cuu')}</p>`;
  return html`<div data-title="${sentence}">${answer(sentence)}${todo(texts[typeof why === 'string' ? why : 'tooMany'])}${enquiry && calling(words[language].ask[1], enquiry)}</div>${way}`;
};
