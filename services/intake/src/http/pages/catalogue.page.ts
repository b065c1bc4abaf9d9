import {
  answer,
  button,
  callToAction,
  cards,
  facts,
  fees,
  type Html,
  html,
  type Language,
  notice,
  pageAnswer,
  papers,
  qr,
  say,
  section,
  steps,
  todo,
} from '@motcua/web';
import type { ProcedureDetails, ProcedureSummary } from '../../application/find-procedures.ts';
import { feeLines, paperLines, promisedTime, timeNotes, usualFee, usualFirst, within } from './procedure-words.ts';

const words = {
  vi: {
    title: 'Thủ tục',
    ask: 'Ông/bà cần làm việc gì?',
    search: 'Ghi bằng lời thường, không dấu cũng được: khai sinh, mở quán, trích lục…',
    find: 'Tìm',
    none: 'Chưa tìm thấy thủ tục nào. Xin thử từ khác, hoặc hỏi tại Trung tâm Phục vụ hành chính công.',
    all: 'Xem tất cả',
    procedure: 'Thủ tục',
    file: 'Nộp hồ sơ',
    papers: 'Giấy tờ cần có',
    otherwise: 'Giấy tờ trong trường hợp khác',
    know: 'Điều cần biết',
    time: 'Thời gian',
    fee: 'Lệ phí',
    where: 'Nơi giải quyết',
    result: 'Kết quả',
    reply: 'Trả lời hồ sơ gửi qua mạng',
    steps: 'Hồ sơ đi qua đâu',
    visit: 'Nơi nhận và trả',
    scan: 'Quét để xem thủ tục này',
    basis: 'Căn cứ pháp lý',
    from: 'Nguồn',
    sure: { A: 'đã đối chiếu', B: 'mới có một nguồn', C: 'chưa đối chiếu' },
    anyCase: 'Gửi ảnh chụp là đủ để bắt đầu. Bản chính chỉ mang theo một lần, khi đến nhận.',
  },
  en: {
    title: 'Procedures',
    ask: 'What do you need to do?',
    search: 'In everyday words: birth, shop, extract…',
    find: 'Find',
    none: 'Nothing found. Please try another word, or ask at the public service centre.',
    all: 'Show all',
    procedure: 'Procedure',
    file: 'Apply',
    papers: 'Papers you need',
    otherwise: 'Papers in other cases',
    know: 'Good to know',
    time: 'Time',
    fee: 'Fee',
    where: 'Decided by',
    result: 'Result',
    reply: 'Answer to an online application',
    steps: 'Where the application goes',
    visit: 'Where to file and collect',
    scan: 'Scan to open this procedure',
    basis: 'Legal basis',
    from: 'Source',
    sure: { A: 'checked', B: 'from one source only', C: 'not checked yet' },
    anyCase: 'Photos are enough to begin. Bring the originals once, when you collect.',
  },
} as const;

/** `/thu-tuc`: everyday words in, procedures out. */
export function proceduresPage(found: readonly ProcedureSummary[], q: string, language: Language) {
  const texts = words[language];
  const list = found.map((procedure) => ({
    href: `/thu-tuc/${procedure.code}`,
    name: say(procedure.name, language),
    note: `${say(procedure.field.name, language)} · ${promisedTime(procedure.time, language)}`,
  }));
  return pageAnswer({
    title: q === '' ? texts.title : `${q} – ${texts.title}`,
    language,
    current: '/thu-tuc',
    cache: 'no-cache',
    main: html`<h1 class="answer">${texts.ask}</h1>
<form class="find" action="/thu-tuc" role="search"><div><label class="name" for="q">${texts.title}</label><p class="hint" id="q-hint">${texts.search}</p><input type="search" id="q" name="q" value="${q}" maxlength="100" autocomplete="off" aria-describedby="q-hint"></div><p>${button(texts.find)}</p></form>
<section class="stack" aria-live="polite">${list.length > 0 ? cards(list) : notice(html`<p>${texts.none}</p>`)}${q !== '' && html`<p><a class="alone" href="/thu-tuc">${texts.all}</a></p>`}</section>`,
  });
}

const counters = (procedure: ProcedureDetails, language: Language) =>
  procedure.agencies.map(({ name, counter }) =>
    counter
      ? html`<li><b>${say(counter.name, language)}</b><small>${counter.address}</small><small><a href="tel:${counter.phone.replaceAll(' ', '')}">${counter.phone}</a></small><small>${say(counter.hours, language)}</small></li>`
      : html`<li><b>${say(name, language)}</b></li>`,
  );

/** What most people need; what hangs on their case is folded. */
function papersOf(documents: ProcedureDetails['documents'], language: Language): Html {
  const usual = documents.filter(({ when }) => when === undefined);
  const others = documents.filter(({ when }) => when !== undefined);
  const folded = html`<details><summary>${words[language].otherwise}</summary>${papers(paperLines(others, language))}</details>`;
  return html`${papers(paperLines(usual, language))}${others.length > 0 && folded}`;
}

const sentence = (procedure: ProcedureDetails, language: Language): string => {
  const name = say(procedure.name, language);
  const time = within(procedure.time.committed ?? procedure.time.legal, language);
  const fee = usualFee(procedure.fees, language);
  return language === 'vi' ? `${name}: xong ${time}, ${fee}.` : `${name}: done ${time}, ${fee}.`;
};

/** `/thu-tuc/{code}`: papers, time, fee and where; the way and the law below. */
export function procedurePage(procedure: ProcedureDetails, publicUrl: string, language: Language) {
  const texts = words[language];
  const { code, field, competence, result, documents, legalBasis } = procedure;
  const inner = [...procedure.steps, procedure.signing.sign, procedure.signing.issue];
  const reply = procedure.time.intake.web;
  return pageAnswer({
    title: say(procedure.name, language),
    description: sentence(procedure, language),
    language,
    current: '/thu-tuc',
    cache: 'no-cache',
    main: html`<div>${answer(sentence(procedure, language), html`${texts.procedure} <span class="code">${code}</span> · ${say(field.name, language)}`)}${todo(texts.anyCase)}</div>
<p class="acts">${callToAction(texts.file, `/nop-ho-so/${code}`)}</p>
${section(texts.papers, papersOf(documents, language))}
${section(
  texts.know,
  facts([
    [
      texts.time,
      html`${promisedTime(procedure.time, language)}${timeNotes(procedure.time, language).map((note) => html`<br><span class="quiet small">${note}</span>`)}`,
    ],
    [texts.reply, reply && within(reply, language)],
    [texts.where, say(competence, language)],
    [texts.result, say(result.name, language)],
  ]),
)}
${section(texts.fee, fees(feeLines(usualFirst(procedure.fees), language)))}
<section class="split"><div><h2>${texts.visit}</h2><ul class="papers">${counters(procedure, language)}</ul></div>${qr(`${publicUrl}/thu-tuc/${code}`, texts.scan, texts.scan, true)}</section>
${section(texts.steps, steps(inner.map((step) => ({ name: say(step.name, language) }))))}
<details><summary>${texts.basis}</summary><ul class="papers">${legalBasis.map(
      ({ title, article, source, confidence }) =>
        html`<li><span lang="vi"><b>${title}</b>${article !== undefined && `, ${article}`}</span><small>${texts.from}: <span lang="vi">${source}</span> · ${texts.sure[confidence]}</small></li>`,
    )}</ul></details>`,
  });
}
