import { answer, callToAction, facts, html, type Language, pageAnswer, qr, say, todo } from '@motcua/web';
import type { FiledSubmission } from '../../application/file-submission.ts';
import type { ProcedureDetails } from '../../application/find-procedures.ts';
import { limitInWords } from './procedure-words.ts';

const words = {
  vi: {
    title: 'Đã nhận hồ sơ',
    sentence: (agency: string, within: string) => `Đã nhận hồ sơ. ${agency} sẽ trả lời trong ${within}.`,
    keep: 'Giữ mã hoặc ảnh QR này. Ông/bà chưa phải làm gì thêm.',
    code: 'Mã tạm',
    procedure: 'Thủ tục',
    open: 'Xem hồ sơ',
    scan: 'Quét để xem hồ sơ của ông/bà. Ai có mã này cũng xem được, xin giữ kỹ.',
    print: 'Có thể in trang này, hoặc chụp lại màn hình.',
    check: 'Tra cứu bằng mã tạm và 4 số cuối điện thoại hoặc căn cước của người đứng tên.',
  },
  en: {
    title: 'Application received',
    sentence: (agency: string, within: string) => `We have your application. ${agency} will answer within ${within}.`,
    keep: 'Keep the code or this QR picture. Nothing more to do now.',
    code: 'Request code',
    procedure: 'Procedure',
    open: 'See the application',
    scan: 'Scan to follow your application. Whoever has this code can see it: keep it safe.',
    print: 'You can print this page or take a screenshot.',
    check: 'You can also look it up with the request code and the last 4 digits of the phone or national id.',
  },
} as const;

/** What is shown once the submission is in: the code, the QR and the link. */
export function filedPage({ requestCode, tracking }: FiledSubmission, procedure: ProcedureDetails, agency: string, language: Language) {
  const texts = words[language];
  const name = procedure.agencies.find(({ code }) => code === agency)?.name;
  const limit = procedure.time.intake.web;
  const within = limit ? limitInWords(limit, language) : limitInWords({ value: 8, unit: 'workingHour' }, language);
  return pageAnswer({
    title: texts.title,
    language,
    status: 201,
    main: html`<div>${answer(texts.sentence(name ? say(name, language) : agency, within))}${todo(texts.keep)}</div>
<div class="split"><div class="stack"><p class="quiet">${texts.code}</p><p class="big-code code">${requestCode}</p>${facts([[texts.procedure, say(procedure.name, language)]])}<p class="acts">${callToAction(texts.open, tracking.url)}</p></div>
${qr(tracking.url, texts.scan, texts.scan)}</div>
<p class="quiet small">${texts.check} ${texts.print}</p>`,
  });
}
