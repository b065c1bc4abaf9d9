import { answer, button, callToAction, type Html, html, type Language, pageAnswer, papersScript, statusScript, todo } from '@motcua/web';
import { notFoundSentence, notFoundView, statusView } from './status.page.ts';
import type { Enquiry, ShownStatus } from './status-view.ts';
import { said } from './status-words.ts';

const words = {
  vi: {
    title: 'Tra cứu hồ sơ',
    lead: 'Hồ sơ của ông/bà đang ở đâu?',
    code: 'Mã hồ sơ hoặc mã tạm',
    codeHint: 'Ghi trên giấy hẹn hoặc trong tin nhắn, ví dụ',
    check: '4 số cuối',
    checkHint: 'Của điện thoại hoặc căn cước của người đứng tên, hay số ghi trên giấy hẹn',
    find: 'Tra cứu',
    again: 'Tra cứu hồ sơ khác',
    scan: 'Có giấy hẹn? Mở máy ảnh của điện thoại và quét mã QR trên giấy: hồ sơ mở ngay, không cần gõ gì.',
    front: 'Một Cửa',
    sentence: 'Nộp hồ sơ, theo dõi và nhận kết quả ở một nơi.',
    file: 'Nộp hồ sơ mới',
    fileLead: 'Xem cần giấy gì, mất bao lâu, lệ phí bao nhiêu, rồi gửi từ điện thoại. Không cần tài khoản.',
    procedures: 'Xem các thủ tục',
    status: 'Hồ sơ của ông/bà',
    waiting: 'Đang mở hồ sơ…',
    missing: 'Trang này mở bằng mã QR hoặc đường liên kết trên giấy hẹn.',
    noScript: 'Trình duyệt này không chạy mã lệnh nên không mở được mã QR. Xin tra cứu bằng mã hồ sơ và 4 số cuối.',
    offline: 'Chưa có mạng hoặc máy chủ đang bận. Có mạng, trang sẽ tự thử lại.',
  },
  en: {
    title: 'Track an application',
    lead: 'Where is your application?',
    code: 'Code or request code',
    codeHint: 'On your receipt or in the message, e.g.',
    check: 'Last 4 digits',
    checkHint: "Of the applicant's phone or national id, or the check on the receipt",
    find: 'Look up',
    again: 'Look up another one',
    scan: 'Have a receipt? Point your phone camera at its QR code: it opens at once, nothing to type.',
    front: 'Một Cửa',
    sentence: 'File, follow and collect in one place.',
    file: 'A new application',
    fileLead: 'See which papers, how long and how much, then send from your phone. No account needed.',
    procedures: 'See the procedures',
    status: 'Your application',
    waiting: 'Opening your application…',
    missing: 'This page opens by the QR code or link on your receipt.',
    noScript: 'This browser runs no scripts, so the QR code cannot be opened. Please look it up by its code.',
    offline: 'No network, or the server is busy. The page will try again by itself.',
  },
} as const;

function lookupForm(language: Language, code = ''): Html {
  const texts = words[language];
  return html`<form class="find" method="post" action="/tra-cuu"><div><label class="name" for="code">${texts.code}</label><p class="hint" id="code-hint">${texts.codeHint} <span class="whole">H53.12-261121-0007</span></p><input type="text" id="code" name="code" value="${code}" required maxlength="40" autocomplete="off" autocapitalize="characters" spellcheck="false" aria-describedby="code-hint"></div>
<div class="narrow-input"><label class="name" for="check">${texts.check}</label><p class="hint" id="check-hint">${texts.checkHint}</p><input type="text" id="check" name="check" required maxlength="4" inputmode="numeric" pattern="[0-9]{4}" autocomplete="off" aria-describedby="check-hint"></div>
<p>${button(texts.find)}</p></form>`;
}

/** `/`: follow one, or file one. */
export function frontPage(language: Language) {
  const texts = words[language];
  return pageAnswer({
    title: texts.sentence,
    language,
    cache: 'no-cache',
    main: html`<div>${answer(texts.lead)}</div>${lookupForm(language)}<p class="quiet">${texts.scan}</p>
<section><h2>${texts.file}</h2><div class="stack"><p>${texts.fileLead}</p><p class="acts">${callToAction(texts.procedures, '/thu-tuc', true)}</p></div></section>`,
  });
}

/** `/tra-cuu` before anything was asked. */
export function lookupPage(language: Language) {
  const texts = words[language];
  return pageAnswer({
    title: texts.title,
    language,
    current: '/tra-cuu',
    cache: 'no-cache',
    main: html`<div>${answer(texts.lead)}</div>${lookupForm(language)}<p class="quiet">${texts.scan}</p>`,
  });
}

/** What a look-up found; the same component as behind the QR. */
export function foundPage(shown: ShownStatus) {
  const texts = words[shown.language];
  return pageAnswer({
    title: said(shown).answer,
    language: shown.language,
    current: '/tra-cuu',
    main: html`${statusView(shown)}<p class="no-print"><a class="alone" href="/tra-cuu">${texts.again}</a></p>`,
  });
}

/** Nothing found, or asked too often (`retryAfter`: seconds): the same words whatever was wrong, and the form again. */
export function notFoundPage(language: Language, code: string, enquiry?: Enquiry, retryAfter?: number) {
  const why = retryAfter === undefined ? 'todo' : { retryAfter };
  const found = pageAnswer({
    title: notFoundSentence(language, why),
    language,
    current: '/tra-cuu',
    status: retryAfter === undefined ? 404 : 429,
    main: html`${notFoundView(language, why, enquiry)}${lookupForm(language, code)}`,
  });
  return retryAfter === undefined ? found : { ...found, headers: { ...found.headers, 'retry-after': String(retryAfter) } };
}

/** `/s`: the token stands in the fragment, so a script has to ask; until it is there the page says that it is on its way. */
export function linkPage(language: Language) {
  const texts = words[language];
  return pageAnswer({
    title: texts.status,
    language,
    cache: 'no-cache',
    scripts: [statusScript, papersScript],
    main: html`<noscript><div class="stack"><h1>${texts.status}</h1><p>${texts.noScript}</p><p class="acts">${callToAction(texts.title, '/tra-cuu')}</p></div></noscript>
<div class="stack" data-missing hidden>${answer(texts.status)}${todo(texts.missing)}<p class="acts send">${callToAction(texts.title, '/tra-cuu')}</p></div>
<p class="lead quiet" data-waiting role="status">${texts.waiting}</p><p class="notice attention" data-offline role="status" hidden>${texts.offline}</p>
<p class="spoken" role="status" data-news></p><div class="status" data-status></div>`,
  });
}
