import { generalIntakeLimit } from '@motcua/contracts';
import { fromInstant, momentInWords, timeInWords } from '@motcua/legal-clock';
import { answer, callToAction, facts, html, type Language, pageAnswer, qr, say, todo } from '@motcua/web';
import type { AnswerTime } from '../../application/answer-time.ts';
import type { FiledSubmission } from '../../application/file-submission.ts';
import type { ProcedureDetails } from '../../application/find-procedures.ts';
import { limitInWords } from './procedure-words.ts';

const words = {
  vi: {
    title: 'Đã nhận hồ sơ',
    by: (agency: string, moment: string) => `Đã nhận hồ sơ. ${agency} sẽ trả lời trước ${moment}.`,
    within: (agency: string, time: string) => `Đã nhận hồ sơ. ${agency} sẽ trả lời trong ${time}.`,
    outOfHours: (received: string, seen: string) => `Đã nhận lúc ${received}, ngoài giờ làm việc. Cán bộ xem từ ${seen}.`,
    nextDay: (cutOff: string) => `Nhận sau ${cutOff} nên trả kết quả chậm nhất vào ngày làm việc tiếp theo.`,
    keep: 'Giữ mã hoặc ảnh QR này. Ông/bà chưa phải làm gì thêm.',
    code: 'Mã tạm',
    procedure: 'Thủ tục',
    open: 'Xem hồ sơ',
    scan: 'Quét để xem hồ sơ của ông/bà. Ai có mã này cũng xem được, xin giữ kỹ.',
    print: 'Có thể in trang này, hoặc chụp lại màn hình.',
    check: (where: string) => `Tra cứu tại ${where} bằng mã tạm và 4 số cuối điện thoại hoặc căn cước của người đứng tên.`,
  },
  en: {
    title: 'Application received',
    by: (agency: string, moment: string) => `We have your application. ${agency} will answer by ${moment}.`,
    within: (agency: string, time: string) => `We have your application. ${agency} will answer within ${time}.`,
    outOfHours: (received: string, seen: string) => `Received at ${received}, outside of working hours. Officers look at it from ${seen}.`,
    nextDay: (cutOff: string) => `Received after ${cutOff}, so it is returned on the next working day at the latest.`,
    keep: 'Keep the code or this QR picture. Nothing more to do now.',
    code: 'Request code',
    procedure: 'Procedure',
    open: 'See the application',
    scan: 'Scan to follow your application. Whoever has this code can see it: keep it safe.',
    print: 'You can print this page or take a screenshot.',
    check: (where: string) =>
      `You can also look it up at ${where} with the request code and the last 4 digits of the phone or national id.`,
  },
} as const;

/** Who answers, and when. */
interface Answering {
  /** Code of the agency that was filed with. */
  readonly agency: string;
  /** Undefined where no published calendar covers the time. */
  readonly time: AnswerTime | undefined;
}

const sentence = ({ agency, time }: Answering, procedure: ProcedureDetails, language: Language): string => {
  const name = procedure.agencies.find(({ code }) => code === agency)?.name;
  const who = name ? say(name, language) : agency;
  if (time) return words[language].by(who, momentInWords(time.by, language));
  return words[language].within(who, limitInWords(procedure.time.intake.web ?? generalIntakeLimit, language));
};

/** What is to be done now; before it, from when somebody looks at it where that is not at once, and until when it is returned where that is not today; each in a line of its own. */
const whatNow = (time: AnswerTime | undefined, receivedAt: string, language: Language): readonly string[] => {
  const texts = words[language];
  const { seenFrom, cutOff } = time ?? {};
  const received = timeInWords(fromInstant(receivedAt), language);
  return [
    seenFrom !== undefined && texts.outOfHours(received, momentInWords(seenFrom, language)),
    cutOff !== undefined && texts.nextDay(timeInWords(cutOff, language)),
    texts.keep,
  ].filter((line) => typeof line === 'string');
};

/** The address to type from paper, without what a browser adds by itself. */
const lookupAt = (trackingUrl: string): string => `${new URL(trackingUrl).host}/tra-cuu`;

/** What is shown once the submission is in: the code, the QR and the link. */
export function filedPage(filed: FiledSubmission, procedure: ProcedureDetails, answering: Answering, language: Language) {
  const texts = words[language];
  const { requestCode, tracking, receivedAt } = filed;
  return pageAnswer({
    title: texts.title,
    language,
    status: 201,
    main: html`<div>${answer(sentence(answering, procedure, language))}${whatNow(answering.time, receivedAt, language).map(todo)}</div>
<div class="split"><div class="stack"><p class="quiet">${texts.code}</p><p class="big-code code">${requestCode}</p>${facts([[texts.procedure, say(procedure.name, language)]])}<p class="acts">${callToAction(texts.open, tracking.url)}</p></div>
${qr(tracking.url, texts.scan, texts.scan)}</div>
<p class="quiet small">${texts.check(lookupAt(tracking.url))} <span class="no-print">${texts.print}</span></p>`,
  });
}
