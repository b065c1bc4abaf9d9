import type { ProblemBody } from './problem.ts';

/** For pages that bring no policy of their own: everything from here, scripts as files only. */
export const pageSecurityPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

export const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');

/** Without the web library: the problem's title and what to do, nothing else. */
export const plainProblemPage = (problem: ProblemBody, language: 'vi' | 'en'): string => {
  const title = escapeHtml(language === 'vi' ? problem.title : problem.titleEn);
  const home = language === 'vi' ? 'Về trang chủ' : 'To the start page';
  const list = (problem.errors ?? []).map((error) => `<li>${escapeHtml(`${error.pointer}: ${error.message}`)}</li>`).join('');
  return `<!doctype html><html lang="${language}"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title>
<main><h1>${title}</h1>${list === '' ? '' : `<ul>${list}</ul>`}<p><a href="/">${home}</a></p><p><small>${escapeHtml(problem.traceId)}</small></p></main></html>
`;
};
