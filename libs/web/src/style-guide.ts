import type { FormField } from '@motcua/contracts';
import { answer, button, callToAction, facts, notice, section, todo, word } from './components/answer.ts';
import { cards, fees, papers, steps } from './components/lists.ts';
import { qr } from './components/qr.ts';
import { stageLine } from './components/stage-line.ts';
import { timeline } from './components/timeline.ts';
import { errorSummary } from './form/error-summary.ts';
import { formFields } from './form/form-fields.ts';
import { nameOf } from './form/posted.ts';
import { uploadField } from './form/upload-field.ts';
import { html } from './html.ts';
import type { Language } from './language.ts';
import { pageAnswer } from './layout.ts';
import { light } from './tokens.ts';

const both = (text: string) => ({ vi: text, en: text });
const yesNo = ['Có', 'Không'].map((label) => ({ value: label, label: both(label) }));
const inputs: readonly FormField['input'][] = [
  'text',
  'date',
  'partialDate',
  'dateInWords',
  'number',
  'choice',
  'check',
  'address',
  'commune',
  'country',
  'place',
  'lines',
  'members',
  'phone',
  'email',
  'url',
];
const sample: readonly FormField[] = inputs.map((input) => ({
  path: `/${input}`,
  label: both(`Trường "${input}"`),
  hint: both('Một lời gợi ý ngắn.'),
  input,
  required: input === 'text',
  ...(['choice', 'address', 'commune', 'place'].includes(input) && { choices: yesNo }),
}));

const weekdays = ['thứ Sáu', 'thứ Bảy', 'Chủ nhật', 'thứ Hai', 'thứ Ba', 'thứ Tư', 'thứ Năm'];
const moments = ['8 giờ', '9 giờ 15', '10 giờ', '13 giờ 30', '14 giờ', '15 giờ 20', '16 giờ'].map((time, index) => ({
  title: `Việc thứ ${index + 1}`,
  at: `2026-11-2${index}T08:00:00+07:00`,
  when: `${time}, ${weekdays[index]}, 2${index}/11/2026`,
  where: 'Tư pháp – Hộ tịch',
}));

const linesOfStages = [
  ['now', 'toCome', 'toCome', 'toCome', 'toCome'],
  ['done', 'done', 'now', 'toCome', 'toCome'],
  ['done', 'ended', 'toCome', 'toCome', 'toCome'],
  ['done', 'done', 'done', 'done', 'done'],
] as const;
const stageNames = ['Đã gửi', 'Tiếp nhận', 'Giải quyết', 'Có kết quả', 'Đã trả'];

/** `/docs/style`: every component in every state. */
export function styleGuide(language: Language) {
  const mistakes = new Map([[nameOf('/text'), 'Cần điền mục này']]);
  return pageAnswer({
    title: 'Các thành phần của trang',
    language,
    cache: 'no-cache',
    main: html`<div>${answer('Hồ sơ đang ở bộ phận Tư pháp – Hộ tịch. Hẹn trả thứ Sáu, 27/11/2026.', 'Câu trả lời')}${todo('Ông/bà chưa phải làm gì thêm.')}</div>
<p class="acts">${callToAction('Gửi hồ sơ', '#')} ${callToAction('Xem giấy hẹn', '#', true)} ${button('Tra cứu')}</p>
${section('Màu', html`<ul>${Object.entries(light).map(([name, value]) => html`<li class="code">${name} ${value}</li>`)}</ul>`)}
${section('Lời, hình và màu', html`<p class="acts">${word('còn 2 ngày làm việc', 'plain')}${word('xong sớm 2 ngày', 'good')}${word('cần bổ sung', 'attention')}${word('chậm 1 ngày', 'late')}</p>`)}
${section(
  'Lời nhắn',
  html`<div class="stack">${(['plain', 'good', 'attention', 'late'] as const).map((tone) => notice(html`<p>Ảnh giấy chứng sinh bị mờ. Xin chụp lại nơi đủ sáng.</p>`, tone, 'Cần thêm một giấy'))}</div>`,
)}
${section(
  'Chặng đường',
  html`${linesOfStages.map((line) =>
    stageLine(
      line.map((is, index) => ({ name: stageNames[index] ?? '', is })),
      language,
    ),
  )}`,
)}
${section(
  'Điều cần biết',
  facts([
    ['Mã hồ sơ', html`<span class="code">H53.12-261121-0007</span>`],
    ['Người giải quyết', 'Phạm Văn Minh Họa'],
    ['Hẹn trả', 'thứ Sáu, 27/11/2026'],
  ]),
)}
${section('Diễn biến', timeline(moments, language))}
${section(
  'Giấy tờ',
  papers([
    { name: 'Giấy chứng sinh', note: 'Một ảnh chụp là đủ để gửi.', owed: 'Nộp bản chính' },
    { name: 'Căn cước', owed: 'Cho xem' },
  ]),
)}
${section(
  'Lệ phí',
  fees([
    { name: 'Đăng ký trong 60 ngày', sum: 'không phải nộp', note: 'Theo Luật Hộ tịch' },
    { name: 'Bản sao', sum: '8.000 đ' },
  ]),
)}
${section('Các bước', steps([{ name: 'Kiểm tra hồ sơ', note: 'Tư pháp – Hộ tịch' }, { name: 'Ký' }]))}
${section('Danh mục', cards([{ href: '#', name: 'Đăng ký khai sinh', note: 'Trong ngày' }]))}
${section('Mã QR', qr('https://vi-du.invalid/s#mau', 'Mã QR mẫu', 'Quét để xem hồ sơ'))}
<section><h2>Biểu mẫu</h2>${errorSummary(mistakes, [{ name: nameOf('/text'), label: 'Trường "text"' }], language)}<form>${formFields(sample, {}, mistakes, language)}
${uploadField({ code: 'giay', label: 'Giấy chứng sinh', hint: 'Chụp cả trang, đủ sáng.', language })}${uploadField({ code: 'giay-2', label: 'Đã có', uploadId: 'x', language })}${uploadField({ code: 'giay-3', label: 'Bị lỗi', mistake: 'Tệp này không phải ảnh hay PDF.', language })}</form></section>`,
  });
}
