import { z } from 'zod';
import type { ServedRoute } from './module-walk.ts';
import { escapeHtml } from './problem-page.ts';
import { titles } from './problem-titles.ts';

const style = `:root{color-scheme:light dark;--ink:#1b1f24;--paper:#fbfaf7;--quiet:#545b64;--line:#d9d5cc;--sheet:#f4f1ea;--primary:#7f1d1d;--get:#1d6b35;--post:#805300}
@media(prefers-color-scheme:dark){:root{--ink:#ece8e1;--paper:#15171a;--quiet:#a9adb3;--line:#373a3f;--sheet:#1e2125;--primary:#f0a59a;--get:#83cf9b;--post:#e5b95f}}
*{box-sizing:border-box}body{font:17px/1.6 system-ui,"Segoe UI",Roboto,"Noto Sans",sans-serif;max-width:62rem;margin:0 auto;padding:2rem 1.1rem 4rem;color:var(--ink);background:var(--paper);overflow-wrap:break-word}
a{color:var(--primary)}nav{display:flex;flex-wrap:wrap;gap:.2rem 1.2rem}nav a,summary{min-height:44px}nav a{display:inline-flex;align-items:center}:focus-visible{outline:3px solid var(--primary);outline-offset:2px}
h1{line-height:1.3}h2{margin-top:3rem;padding-bottom:.3rem;border-bottom:1px solid var(--line)}h3{font-size:1em;margin:1.2rem 0 .3rem}
details{border-bottom:1px solid var(--line);padding:.35rem 0}summary{cursor:pointer;display:grid;grid-template-columns:4rem minmax(0,1fr);gap:0 .5rem;align-content:center;align-items:baseline}
summary span:last-child{grid-column:2;color:var(--quiet);font-size:.92em}code,pre{font:.86em/1.5 ui-monospace,Menlo,Consolas,monospace}code{overflow-wrap:anywhere}
pre{background:var(--sheet);padding:.8rem;overflow:auto;max-height:24rem;border-radius:6px}.method{font-weight:700;font-size:.86em}.GET{color:var(--get)}.POST{color:var(--post)}.muted{color:var(--quiet)}
@media print{details{break-inside:avoid}}`;

/** The door of the pages, so that a browser need not ask for `/favicon.ico`. */
const icon =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24' fill='none' stroke='%237f1d1d' stroke-width='2'%3E%3Cpath d='M4 21V9a8 8 0 0 1 16 0v12M2 21h20M12 21V8l5 2.5V21'/%3E%3C/svg%3E";

const shown = (title: string, schema: z.ZodType | undefined, io: 'input' | 'output'): string => {
  if (!schema) return '';
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Record<string, unknown>;
  return `${title === '' ? '' : `<h3>${title}</h3>`}<pre tabindex="0">${escapeHtml(JSON.stringify(json, null, 2))}</pre>`;
};

const routeHtml = ({ path, spec }: ServedRoute): string => {
  const answers = Object.entries(spec.answers)
    .map(([status, { description, schema }]) => `<p><b>${status}</b> ${escapeHtml(description)}</p>${shown('', schema, 'output')}`)
    .join('');
  const problems = (spec.problems ?? [])
    .map((code) => `<li><code>${code}</code> ${escapeHtml(titles.get(code)?.titleEn ?? '')}</li>`)
    .join('');
  const who = spec.roles ? spec.roles.join(', ') : spec.auth;
  return `<details><summary><span class="method ${spec.method}">${spec.method}</span> <code>${escapeHtml(path)}</code><span>${escapeHtml(spec.summary)}</span></summary>
<p class="muted">${escapeHtml(who)}${spec.needs ? ` · ${spec.needs.join(', ')}` : ''}</p>
${shown('Path', spec.params, 'input')}${shown('Query', spec.query, 'input')}${shown('Body', spec.body, 'input')}<h3>Answers</h3>${answers}${problems === '' ? '' : `<h3>Problems</h3><ul>${problems}</ul>`}</details>`;
};

const page = (title: string, lead: string, main: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark"><meta name="description" content="${lead}"><title>${title}</title><link rel="icon" href="${icon}"><style>${style}</style></head>
<body><main><h1>${title}</h1><p class="muted">${lead}</p>${main}</main></body></html>
`;

/** The API reference of a service as one page, without script. */
export const docsPage = (name: string, routes: readonly ServedRoute[]): string =>
  page(
    `Một Cửa API: ${name}`,
    'Every route, from its own schemas.',
    `<nav aria-label="Reference"><a href="/docs">All services</a><a href="/api/${name}/v1/openapi.json">OpenAPI 3.1</a></nav>${routes
      .filter(({ spec }) => !spec.page)
      .map(routeHtml)
      .join('')}`,
  );

/** The way to the references of all services that are reached at this address. */
export const docsIndex = (names: readonly string[]): string =>
  page(
    'Một Cửa API',
    'Every route of every service, from its own schemas.',
    `<nav aria-label="Services">${names.map((name) => `<a href="/docs/${name}">${name}</a>`).join('')}</nav>`,
  );
