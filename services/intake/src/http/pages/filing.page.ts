import type { FormField } from '@motcua/contracts';
import {
  answer,
  button,
  callToAction,
  checkbox,
  errorSummary,
  facts,
  field,
  filingScript,
  formFields,
  given,
  type Html,
  html,
  type Language,
  type Posted,
  pageAnswer,
  paperName,
  qr,
  radios,
  say,
  select,
  textInput,
  todo,
  uploadField,
  uploadName,
} from '@motcua/web';
import type { FiledSubmission } from '../../application/file-submission.ts';
import type { ProcedureDetails } from '../../application/find-procedures.ts';
import {
  applicantFields,
  capacities,
  deliveries,
  deliveryAddress,
  helperFields,
  namedFields,
  type OwnField,
  passportFields,
  sentPapers,
} from './filing-fields.ts';
import { limitInWords } from './procedure-words.ts';

const words = {
  vi: {
    kicker: 'Nộp hồ sơ',
    lead: 'Điền những gì ông/bà biết, chụp ảnh giấy tờ rồi gửi. Chỗ nào chưa rõ, cán bộ sẽ hỏi lại.',
    where: 'Nơi nộp',
    who: 'Người đứng tên hồ sơ',
    passport: 'Tôi dùng hộ chiếu',
    helper: 'Tôi nộp thay cho người khác',
    helperGroup: 'Người nộp thay là',
    papers: 'Ảnh giấy tờ',
    papersLead: 'Chưa có giấy nào thì vẫn gửi được, rồi gửi thêm sau.',
    oneOf: 'Chỉ cần một trong các giấy cùng loại.',
    back: 'Nhận kết quả',
    send: 'Gửi hồ sơ',
    sending: 'Đang gửi hồ sơ và ảnh. Xin giữ trang này mở.',
    choose: 'Chọn…',
  },
  en: {
    kicker: 'Apply',
    lead: 'Fill in what you know, take photos of the papers and send. If something is unclear, an officer will ask.',
    where: 'Where to file',
    who: 'Who applies',
    passport: 'I use a passport',
    helper: 'I file for somebody else',
    helperGroup: 'Who files is a',
    papers: 'Photos of the papers',
    papersLead: 'You can send without them and add them later.',
    oneOf: 'One of the papers of a kind is enough.',
    back: 'The result',
    send: 'Send application',
    sending: 'Sending the application and photos. Please keep this page open.',
    choose: 'Choose…',
  },
} as const;

/** What the page is drawn from: the procedure, what was filled in, and what was wrong with it. */
export interface Filing {
  readonly procedure: ProcedureDetails;
  readonly fields: readonly FormField[];
  readonly posted: Posted;
  readonly mistakes: ReadonlyMap<string, string>;
  /** Hidden in the form: a second press of the button sends the same one. */
  readonly key: string;
  readonly language: Language;
}

function ownField(
  { name, label, hint, required, type = 'text', autocomplete, inputMode }: OwnField,
  { posted, mistakes, language }: Filing,
): Html {
  const mistake = mistakes.get(name);
  const state = { name, value: given(posted, name), required: required ?? false, wrong: mistake !== undefined, autocomplete, inputMode };
  return field(
    {
      name,
      label: say(label, language),
      hint: hint && say(hint, language),
      mistake,
      required: required ?? name === 'applicant/nationalId',
      language,
    },
    textInput(state, type),
  );
}

const options = (of: readonly { readonly value: string; readonly label: { vi: string; en: string } }[], language: Language) =>
  of.map(({ value, label }) => ({ value, label: say(label, language) }));

function whereGroup(filing: Filing): Html {
  const { procedure, posted, mistakes, language } = filing;
  const name = 'agency';
  const agencies = procedure.agencies.map(({ code, name: of }) => ({ value: code, label: say(of, language) }));
  const value = given(posted, name) || (agencies[0]?.value ?? '');
  const control = select({ name, value, required: true, wrong: mistakes.has(name) }, agencies, undefined);
  return field(
    {
      name,
      label: words[language].where,
      hint: say(procedure.competence, language),
      mistake: mistakes.get(name),
      required: true,
      language,
    },
    control,
  );
}

/** Folded away for most, open for whom it concerns. */
function folded(title: string, body: Html, names: readonly string[], { posted, mistakes }: Filing): Html {
  const isUsed = names.some((name) => given(posted, name) !== '' || mistakes.has(name));
  return isUsed
    ? html`<details open><summary>${title}</summary>${body}</details>`
    : html`<details><summary>${title}</summary>${body}</details>`;
}

function whoGroup(filing: Filing): Html {
  const { posted, mistakes, language } = filing;
  const texts = words[language];
  const many = (of: readonly OwnField[]) => html`${of.map((one) => ownField(one, filing))}`;
  const name = 'filedBy/capacity';
  const capacity = field(
    { name, label: texts.helperGroup, mistake: mistakes.get(name), required: true, many: true, language },
    radios({ name, value: given(posted, name) || 'relative', required: false, wrong: mistakes.has(name) }, options(capacities, language)),
  );
  return html`<fieldset class="group"><legend>${texts.who}</legend>${many(applicantFields)}
<div class="field">${folded(
    texts.passport,
    many(passportFields),
    passportFields.map((one) => one.name),
    filing,
  )}
${folded(
  texts.helper,
  html`${many(helperFields)}${capacity}`,
  helperFields.map((one) => one.name),
  filing,
)}</div></fieldset>`;
}

function papersGroup(filing: Filing): Html {
  const { procedure, posted, mistakes, language } = filing;
  const texts = words[language];
  const papers = sentPapers(procedure);
  return html`<fieldset class="group"><legend>${texts.papers}</legend><p class="quiet">${texts.papersLead}${papers.some(({ oneOf }) => oneOf !== undefined) && ` ${texts.oneOf}`}</p>${papers.map(
    ({ code, name, hint, when }) =>
      uploadField({
        code,
        label: say(name, language),
        ...(hint && { hint: say(hint, language) }),
        uploadId: given(posted, uploadName(code)) || undefined,
        mistake: mistakes.get(paperName(code)),
        ...(when && { when }),
        language,
      }),
  )}</fieldset>`;
}

function backGroup(filing: Filing): Html {
  const { posted, mistakes, language } = filing;
  const name = 'delivery/method';
  const label = words[language].back;
  const method = radios(
    { name, value: given(posted, name) || 'counter', required: false, wrong: mistakes.has(name) },
    options(deliveries, language),
  );
  return html`<fieldset class="group"><legend>${label}</legend><div class="field">${method}</div>${ownField(deliveryAddress, filing)}</fieldset>`;
}

/** The pledge stands last, beside the button; the procedure's other fields before the papers. */
function split(fields: readonly FormField[]): readonly [FormField[], FormField[]] {
  return [fields.filter(({ path }) => path !== '/declaration'), fields.filter(({ path }) => path === '/declaration')];
}

/** `/nop-ho-so/{code}`: the whole form on one page. */
export function filingPage(filing: Filing) {
  const { procedure, fields, posted, mistakes, key, language } = filing;
  const texts = words[language];
  const [before, pledge] = split(fields);
  const summary = errorSummary(mistakes, namedFields(procedure, fields, language), language);
  return pageAnswer({
    title: `${texts.kicker}: ${say(procedure.name, language)}`,
    language,
    current: '/thu-tuc',
    script: filingScript,
    status: mistakes.size > 0 ? 400 : 200,
    main: html`${summary}<div><p class="kicker">${texts.kicker}</p><h1>${say(procedure.name, language)}</h1><p class="lead quiet">${texts.lead}</p></div>
<form method="post" action="/nop-ho-so/${procedure.code}" enctype="multipart/form-data" data-filing>
<input type="hidden" name="key" value="${key}">
<fieldset class="group">${whereGroup(filing)}</fieldset>
${whoGroup(filing)}
${formFields(before, posted, mistakes, language)}
${papersGroup(filing)}
${backGroup(filing)}
<fieldset class="group">${pledge.map((of) => {
      const name = `form${of.path}`;
      const mistake = mistakes.get(name);
      const control = checkbox(
        { name, value: given(posted, name), required: true, wrong: mistake !== undefined },
        'true',
        say(of.label, language),
      );
      return field({ name, label: '', mistake, required: true, bare: true, language }, control);
    })}</fieldset>
<p class="send">${button(texts.send)}</p><p class="quiet" data-sending role="status" hidden>${texts.sending}</p>
</form>`,
  });
}

const done = {
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
  const texts = done[language];
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
