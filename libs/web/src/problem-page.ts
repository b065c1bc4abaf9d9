import { answer, callToAction, todo } from './components/answer.ts';
import { html } from './html.ts';
import type { Language } from './language.ts';
import { pageText } from './layout.ts';

/** What a page needs of a problem (RFC 9457). Its `errors` are for who calls the API: names of fields, patterns, in English. */
export interface ShownProblem {
  readonly title: string;
  readonly titleEn: string;
  readonly status: number;
  readonly traceId: string;
}

const words = {
  vi: {
    unread: 'Chưa đọc được địa chỉ hoặc nội dung vừa gửi',
    home: 'Về trang đầu',
    again: 'Thử lại sau ít phút. Những gì đã gửi được vẫn còn.',
    look: 'Xin xem lại địa chỉ, hoặc tìm từ trang đầu.',
    busy: 'Đang có nhiều lượt gửi từ nơi này. Xin đợi một lát rồi thử lại.',
    check: 'Xin quay lại trang trước và xem lại.',
    code: 'Mã để hỏi khi cần giúp:',
  },
  en: {
    unread: 'We could not read the address or what was sent',
    home: 'To the start page',
    again: 'Please try again in a few minutes. What was received is kept.',
    look: 'Please check the address, or start from the first page.',
    busy: 'Too many requests from here. Please wait a moment and try again.',
    check: 'Please go back and check.',
    code: 'Code to mention when you ask for help:',
  },
} as const;

const doing = (status: number): 'again' | 'look' | 'busy' | 'check' =>
  status >= 500 ? 'again' : status === 404 ? 'look' : status === 429 ? 'busy' : 'check';

/** A problem as a page: what happened, what to do now, and the code to ask about. */
export function problemPage(problem: ShownProblem, language: Language): string {
  const say = words[language];
  const title = problem.status === 400 ? say.unread : language === 'vi' ? problem.title : problem.titleEn;
  return pageText({
    title,
    language,
    main: html`<div>${answer(title)}${todo(say[doing(problem.status)])}</div><p class="acts">${callToAction(say.home, '/')}</p><p class="quiet small">${say.code} <span class="code">${problem.traceId}</span></p>`,
  });
}
