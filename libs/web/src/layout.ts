import { type Asset, doorPath, icon, stylesheet } from './assets.ts';
import { attribute, Html, html } from './html.ts';
import { type Language, say, type Text } from './language.ts';
import { dark, light } from './tokens.ts';

export interface Page {
  readonly title: string;
  readonly language: Language;
  readonly main: Html;
  readonly status?: number;
  /** Path of the entry in the header that this page is: `/tra-cuu`. */
  readonly current?: string;
  readonly scripts?: readonly Asset[];
  /** For search engines and previews; default: what Một Cửa is. */
  readonly description?: string;
  /** Default `no-store`: most pages show somebody's matter. */
  readonly cache?: 'no-store' | 'no-cache';
}

const ways: readonly (readonly [string, Text])[] = [
  ['/tra-cuu', { vi: 'Tra cứu', en: 'Track' }],
  ['/thu-tuc', { vi: 'Thủ tục', en: 'Procedures' }],
];

const mark = html`<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="${doorPath}"/></svg>`;

const texts = {
  skip: { vi: 'Đến nội dung', en: 'To the content' },
  ways: { vi: 'Các trang', en: 'Pages' },
  about: {
    vi: 'Nộp hồ sơ, theo dõi và nhận kết quả thủ tục hành chính ở một nơi, từ điện thoại, không cần tài khoản.',
    en: 'File, follow and collect administrative procedures in one place, from a phone, without an account.',
  },
  foot: {
    vi: 'Một Cửa: nộp hồ sơ, theo dõi và nhận kết quả ở một nơi. Không cần tài khoản. Cần giúp, xin hỏi Trung tâm Phục vụ hành chính công xã, phường.',
    en: 'Một Cửa: file, follow and collect in one place. No account needed. For help, ask the public service centre of your commune.',
  },
} as const;

function documentOf({ title, language, main, current, description, scripts = [] }: Page): Html {
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="theme-color" media="(prefers-color-scheme: light)" content="${light.paper}">
<meta name="theme-color" media="(prefers-color-scheme: dark)" content="${dark.paper}">
<meta name="description" content="${description ?? say(texts.about, language)}">
<title>${title} – Một Cửa</title>
<link rel="icon" type="image/svg+xml" href="${icon.path}">
<link rel="stylesheet" href="${stylesheet.path}">
${scripts.map(({ path }) => html`<script src="${path}" type="module"></script>`)}
</head>
<body>
<a class="skip" href="#noi-dung">${say(texts.skip, language)}</a>
<header class="top"><a class="brand" href="/">${mark}Một Cửa</a><nav class="ways" aria-label="${say(texts.ways, language)}">${ways.map(
    ([path, name]) => html`<a href="${path}"${attribute('aria-current', path === current && 'page')}>${say(name, language)}</a>`,
  )}</nav></header>
<main class="page" id="noi-dung">${main}</main>
<footer class="foot"><p>${say(texts.foot, language)}</p></footer>
</body>
</html>
`;
}

const policy = [
  "default-src 'none'",
  "style-src 'self'",
  "script-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const headersOf = (page: Page): Readonly<Record<string, string>> => ({
  'content-security-policy': policy,
  'cache-control': page.cache ?? 'no-store',
  'content-language': page.language,
  vary: 'accept-language',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
});

const mediaType = 'text/html; charset=utf-8';

/** A whole page, as a handler answers it. */
export function pageAnswer(page: Page) {
  return { status: page.status ?? 200, raw: { mediaType, content: documentOf(page).toString() }, headers: headersOf(page) };
}

/** A part of a page that a script puts into one it has. */
export function partAnswer(main: Html, language: Language, status = 200) {
  return {
    status,
    raw: { mediaType, content: main.toString() },
    headers: headersOf({ title: '', language, main: new Html('') }),
  };
}

/** The text of a page alone, for who sets the headers himself. */
export const pageText = (page: Page): string => documentOf(page).toString();
