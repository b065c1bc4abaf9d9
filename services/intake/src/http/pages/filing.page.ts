import type { FormField } from '@motcua/contracts';
import {
  attribute,
  button,
  checkbox,
  describedBy,
  errorSummary,
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
  papersScript,
  radios,
  type Shown,
  say,
  select,
  shownWhen,
  textInput,
  uploadField,
  uploadName,
} from '@motcua/web';
import type { ProcedureDetails } from '../../application/find-procedures.ts';
import { dateInFullWords } from '../../domain/procedure/written-date.ts';
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
  splitPledge,
} from './filing-fields.ts';

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
    papersLead: 'Chưa có giấy nào thì vẫn gửi được; cần thêm giấy gì, chúng tôi sẽ báo.',
    oneOf: 'Chỉ cần một trong các giấy cùng loại.',
    otherPapers: 'Giấy tờ trong trường hợp khác',
    back: 'Nhận kết quả',
    send: 'Gửi hồ sơ',
    sending: 'Đang gửi hồ sơ và ảnh. Xin giữ trang này mở.',
    choose: 'Chọn…',
    again: 'Cần xem lại',
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
    papersLead: 'You can send without them; we will tell you what is still needed.',
    oneOf: 'One of the papers of a kind is enough.',
    otherPapers: 'Papers in other cases',
    back: 'The result',
    send: 'Send application',
    sending: 'Sending the application and photos. Please keep this page open.',
    choose: 'Choose…',
    again: 'Please check',
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
  when?: Shown,
): Html {
  const mistake = mistakes.get(name);
  const said = hint && say(hint, language);
  const state = {
    name,
    value: given(posted, name),
    required: required ?? false,
    wrong: mistake !== undefined,
    describedBy: describedBy({ name, hint: said, mistake }),
    autocomplete,
    inputMode,
  };
  return field(
    { name, label: say(label, language), hint: said, mistake, required: required ?? name === 'applicant/nationalId', when, language },
    textInput(state, type),
  );
}

const options = (of: readonly { readonly value: string; readonly label: { vi: string; en: string } }[], language: Language) =>
  of.map(({ value, label }) => ({ value, label: say(label, language) }));

function whereGroup(filing: Filing): Html {
  const { procedure, posted, mistakes, language } = filing;
  const name = 'agency';
  const agencies = procedure.agencies.map(({ code, name: of }) => ({ value: code, label: say(of, language) }));
  const [only, ...more] = agencies;
  // Where there is a choice nobody is sent to the wrong place by a default.
  const value = given(posted, name) || (more.length === 0 ? (only?.value ?? '') : '');
  const hint = say(procedure.competence, language);
  const mistake = mistakes.get(name);
  const state = { name, value, required: true, wrong: mistake !== undefined, describedBy: describedBy({ name, hint, mistake }) };
  const control = select(state, agencies, more.length === 0 ? undefined : words[language].choose);
  return field({ name, label: words[language].where, hint, mistake, required: true, language }, control);
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
  const all = sentPapers(procedure);
  const paper = ({ code, name, hint, when }: (typeof all)[number]) =>
    uploadField({
      code,
      label: say(name, language),
      ...(hint && { hint: say(hint, language) }),
      uploadId: given(posted, uploadName(code)) || undefined,
      mistake: mistakes.get(paperName(code)),
      when: shownWhen(when),
      language,
    });
  const others = all.filter(({ when }) => when !== undefined);
  const isUsed = others.some(({ code }) => given(posted, uploadName(code)) !== '' || mistakes.has(paperName(code)));
  const folded = html`<details class="fold" data-unfold${attribute('open', isUsed)}><summary>${texts.otherPapers}</summary>${others.map(paper)}</details>`;
  return html`<fieldset class="group"><legend>${texts.papers}</legend><p class="quiet">${texts.papersLead}${all.some(({ oneOf }) => oneOf !== undefined) && ` ${texts.oneOf}`}</p>${all
    .filter(({ when }) => when === undefined)
    .map(paper)}${others.length > 0 && folded}</fieldset>`;
}

const byPost: Shown = { all: [{ name: 'delivery/method', in: ['post'] }] };

function backGroup(filing: Filing): Html {
  const { posted, mistakes, language } = filing;
  const name = 'delivery/method';
  const label = words[language].back;
  const method = radios(
    { name, value: given(posted, name) || 'counter', required: false, wrong: mistakes.has(name) },
    options(deliveries, language),
  );
  return html`<fieldset class="group"><legend>${label}</legend><div class="field">${method}</div>${ownField(deliveryAddress, filing, byPost)}</fieldset>`;
}

/** `/nop-ho-so/{code}`: the whole form on one page. */
export function filingPage(filing: Filing) {
  const { procedure, fields, posted, mistakes, key, language } = filing;
  const texts = words[language];
  const [before, pledge] = splitPledge(fields);
  const summary = errorSummary(mistakes, namedFields(procedure, fields, language), language);
  return pageAnswer({
    title: `${mistakes.size > 0 ? `${texts.again} – ` : ''}${texts.kicker}: ${say(procedure.name, language)}`,
    description: `${texts.kicker}: ${say(procedure.name, language)}. ${texts.lead}`,
    language,
    current: '/thu-tuc',
    scripts: [filingScript, papersScript],
    status: mistakes.size > 0 ? 400 : 200,
    main: html`${summary}<div><p class="kicker">${texts.kicker}</p><h1>${say(procedure.name, language)}</h1><p class="lead quiet">${texts.lead}</p></div>
<form method="post" action="/nop-ho-so/${procedure.code}" enctype="multipart/form-data" data-filing>
<input type="hidden" name="key" value="${key}">
<fieldset class="group">${whereGroup(filing)}</fieldset>
${whoGroup(filing)}
${formFields(before, posted, mistakes, language, dateInFullWords)}
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
