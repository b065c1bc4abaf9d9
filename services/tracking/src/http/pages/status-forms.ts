import { button, type Html, html, type Language, section, uploadField } from '@motcua/web';

const words = {
  vi: {
    supplement: 'Gửi giấy còn thiếu',
    send: 'Gửi ngay',
    photo: 'Chụp ảnh gửi ngay, không phải đến quầy.',
    sending: 'Đang gửi. Xin giữ trang này mở.',
    failed: 'Chưa gửi được. Xin thử lại khi có mạng.',
    empty: 'Chưa có ảnh nào. Xin chụp ảnh hoặc chọn tệp, rồi bấm gửi.',
    sent: 'Đã gửi. Cán bộ đang xem.',
    withdraw: 'Rút hồ sơ',
    withdrawWhy: 'Vì sao ông/bà rút hồ sơ?',
    withdrawAct: 'Rút hồ sơ này',
    withdrawn: 'Đã yêu cầu rút hồ sơ.',
    rate: 'Ông/bà có hài lòng không?',
    rateAct: 'Gửi đánh giá',
    rated: 'Cảm ơn ông/bà đã đánh giá.',
    comment: 'Ông/bà muốn nói thêm điều gì? (không bắt buộc)',
    scores: ['Rất không hài lòng', 'Không hài lòng', 'Bình thường', 'Hài lòng', 'Rất hài lòng'],
  },
  en: {
    supplement: 'Send what is missing',
    send: 'Send now',
    photo: 'A photo is enough; no need to come.',
    sending: 'Sending. Please keep this page open.',
    failed: 'Not sent. Please try again when you are online.',
    empty: 'There is no photo yet. Please take one or choose a file, then send.',
    sent: 'Sent. An officer is looking at it.',
    withdraw: 'Withdraw',
    withdrawWhy: 'Why do you withdraw?',
    withdrawAct: 'Withdraw this application',
    withdrawn: 'Withdrawal requested.',
    rate: 'How did we do?',
    rateAct: 'Send rating',
    rated: 'Thank you for your rating.',
    comment: 'Anything else? (optional)',
    scores: ['Very unhappy', 'Unhappy', 'Neither', 'Happy', 'Very happy'],
  },
} as const;

const state = html`<p class="quiet" role="status"></p>`;

/** Sent by the page's script: photos first, then the supplement. */
export function supplementForm(
  dossierId: string,
  documents: readonly { readonly code: string; readonly name: string }[],
  language: Language,
): Html {
  const texts = words[language];
  return html`<section><h2>${texts.supplement}</h2><form method="post" action="/api/intake/v1/submissions/${dossierId}/supplements" data-act="supplement" data-empty="${texts.empty}" data-sending="${texts.sending}" data-failed="${texts.failed}" data-done="${texts.sent}"><p class="quiet">${texts.photo}</p>${documents.map(
    ({ code, name }) => uploadField({ code, label: name, language }),
  )}<p class="send">${button(texts.send)}</p>${state}</form></section>`;
}

export function withdrawalForm(dossierId: string, language: Language): Html {
  const texts = words[language];
  return html`<details class="no-print"><summary>${texts.withdraw}</summary><form method="post" action="/api/intake/v1/submissions/${dossierId}/withdrawal" data-act="withdrawal" data-sending="${texts.sending}" data-failed="${texts.failed}" data-done="${texts.withdrawn}"><div class="field"><label class="name" for="reason">${texts.withdrawWhy}</label><textarea id="reason" name="reason" required maxlength="1000"></textarea></div><p class="send">${button(texts.withdrawAct, true)}</p>${state}</form></details>`;
}

/** What stands in the place of the form once it was sent. */
export const ratedNote = (language: Language): Html => html`<p class="quiet no-print">${words[language].rated}</p>`;

export function ratingForm(language: Language): Html {
  const texts = words[language];
  return section(
    texts.rate,
    html`<form method="post" action="/api/tracking/v1/ratings" data-act="rating" data-sending="${texts.sending}" data-failed="${texts.failed}" data-done="${texts.rated}"><fieldset><legend class="spoken">${texts.rate}</legend><div class="stack">${texts.scores
      .map((label, index) => html`<label class="option"><input type="radio" name="score" value="${index + 1}" required>${label}</label>`)
      .toReversed()}</div></fieldset><div class="field"><label class="name" for="comment">${texts.comment}</label><textarea id="comment" name="comment" maxlength="1000"></textarea></div><p class="send">${button(texts.rateAct)}</p>${state}</form>`,
  );
}
