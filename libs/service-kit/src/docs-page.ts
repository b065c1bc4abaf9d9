import { z } from 'zod';
import type { ServedRoute } from './module-walk.ts';
import { escapeHtml } from './problem-page.ts';
import { titles } from './problem-titles.ts';

const style = `body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1c1c1c;background:#fff}
h2{margin-top:2.5rem;border-bottom:2px solid #b3261e}details{border:1px solid #ddd;border-radius:.4rem;margin:.4rem 0;padding:.5rem .8rem}
summary{cursor:pointer}code,pre{font:14px/1.45 ui-monospace,monospace}pre{background:#f6f6f4;padding:.8rem;overflow:auto;max-height:24rem}
.method{display:inline-block;min-width:3.2rem;font-weight:700}.GET{color:#0b5d3b}.POST{color:#8a3b00}.muted{color:#595959}`;

const shown = (title: string, schema: z.ZodType | undefined, io: 'input' | 'output'): string => {
  if (!schema) return '';
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Record<string, unknown>;
  return `<h4>${title}</h4><pre>${escapeHtml(JSON.stringify(json, null, 2))}</pre>`;
};

const routeHtml = ({ path, spec }: ServedRoute): string => {
  const answers = Object.entries(spec.answers)
    .map(([status, { description, schema }]) => `<p><b>${status}</b> ${escapeHtml(description)}</p>${shown('', schema, 'output')}`)
    .join('');
  const problems = (spec.problems ?? [])
    .map((code) => `<li><code>${code}</code> ${escapeHtml(titles.get(code)?.titleEn ?? '')}</li>`)
    .join('');
  const who = spec.roles ? spec.roles.join(', ') : spec.auth;
  return `<details><summary><span class="method ${spec.method}">${spec.method}</span> <code>${escapeHtml(path)}</code> ${escapeHtml(spec.summary)}</summary>
<p class="muted">${escapeHtml(who)}${spec.needs ? ` · ${spec.needs.join(', ')}` : ''}</p>
${shown('Path', spec.params, 'input')}${shown('Query', spec.query, 'input')}${shown('Body', spec.body, 'input')}<h4>Answers</h4>${answers}${problems === '' ? '' : `<h4>Problems</h4><ul>${problems}</ul>`}</details>`;
};

/** The API reference of all services of this process as one page, without script. */
export const docsPage = (services: readonly { readonly name: string; readonly routes: readonly ServedRoute[] }[]): string => {
  const sections = services.map(
    ({ name, routes }) =>
      `<section><h2 id="${name}">${name}</h2><p><a href="/api/${name}/v1/openapi.json">OpenAPI 3.1</a></p>${routes
        .filter(({ spec }) => !spec.page)
        .map(routeHtml)
        .join('')}</section>`,
  );
  const links = services.map(({ name }) => `<a href="#${name}">${name}</a>`).join(' · ');
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>Một Cửa API</title><style>${style}</style></head>
<body><main><h1>Một Cửa API</h1><p>${links}</p>${sections.join('')}</main></body></html>
`;
};
