import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { baseCss } from './style/base.css.ts';
import { formCss } from './style/form.css.ts';
import { partsCss } from './style/parts.css.ts';
import { dark, light, tokenCss } from './tokens.ts';

/** A file of the pages. Its name carries a hash of its content, so it may be kept for ever. */
export interface Asset {
  readonly path: string;
  readonly mediaType: string;
  readonly content: string;
}

function asset(name: string, extension: string, mediaType: string, content: string): Asset {
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 12);
  return { path: `/assets/${name}.${hash}.${extension}`, mediaType, content };
}

/** The browser's scripts are TypeScript beside us: compiled in `dist`, with their types stripped when we run from source. */
function script(name: string): Asset {
  const fromSource = import.meta.url.endsWith('.ts');
  const text = readFileSync(new URL(`./client/${name}.client.${fromSource ? 'ts' : 'js'}`, import.meta.url), 'utf8');
  const javaScript = (fromSource ? stripTypeScriptTypes(text) : text).replace(/^\/\/[/#].*$/gm, '');
  return asset(name, 'js', 'text/javascript; charset=utf-8', javaScript);
}

/** An open door: the one-stop shop. */
export const doorPath = 'M4 21V9a8 8 0 0 1 16 0v12M2 21h20M12 21V8l5 2.5V21';

const tight = (css: string): string => css.replaceAll('\n', '');

export const stylesheet: Asset = asset('motcua', 'css', 'text/css; charset=utf-8', tight(tokenCss + baseCss + partsCss + formCss));
/** The open door of the header, for tabs and bookmarks; it follows the theme of the browser. */
export const icon: Asset = asset(
  'icon',
  'svg',
  'image/svg+xml',
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"><style>path{stroke:${light.primary}}@media (prefers-color-scheme:dark){path{stroke:${dark.primary}}}</style><path d="${doorPath}"/></svg>`,
);

export const statusScript: Asset = script('status');
export const filingScript: Asset = script('filing');
/** Shows a chosen photo before it is sent; goes with every page that has uploads. */
export const papersScript: Asset = script('papers');

const assets: ReadonlyMap<string, Asset> = new Map(
  [stylesheet, icon, statusScript, filingScript, papersScript].map((file) => [file.path, file]),
);

/** The answer to `GET /assets/:name`, or undefined. */
export function assetAnswer(name: string) {
  const found = assets.get(`/assets/${name}`);
  if (!found) return undefined;
  return {
    status: 200,
    raw: { mediaType: found.mediaType, content: found.content },
    headers: { 'cache-control': 'public, max-age=31536000, immutable', 'x-content-type-options': 'nosniff' },
  };
}
