import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';

const browserPath = process.env['MOTCUA_CHROMIUM'] ?? '/usr/bin/chromium';
export const hasBrowser = existsSync(browserPath);

export const openBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: browserPath, args: ['--no-sandbox', '--disable-gpu'] });

interface PlayedDossier {
  readonly state: string;
  readonly url: string;
}

/** What every citizen sees, by a name; of the demo dossiers the first in each state. */
export const pagesOf = (dataDir: string): readonly (readonly [name: string, path: string])[] => {
  const demo = JSON.parse(readFileSync(join(dataDir, 'demo.json'), 'utf8')) as readonly PlayedDossier[];
  const first = demo.filter(({ state }, index) => demo.findIndex((other) => other.state === state) === index);
  return [
    ['front', '/'],
    ['look-up', '/tra-cuu'],
    ['catalogue', '/thu-tuc'],
    ['procedure', '/thu-tuc/1.001193'],
    ['filing a birth', '/nop-ho-so/1.001193'],
    ['filing a business', '/nop-ho-so/1.001612'],
    ['link without a token', '/s'],
    ['no such page', '/khong-co'],
    ...first.map(({ state, url }) => [`status, ${state}`, new URL(url).pathname + new URL(url).hash] as const),
  ];
};

/** Opens a page and waits for what its script brings. */
export const visit = async (page: Page, url: string): Promise<void> => {
  await page.goto(url);
  if (url.includes('/s#')) await page.waitForSelector('.stages');
};

export interface Load {
  readonly url: string;
  readonly type: string;
  /** Header and body as they came over the line; 0 from the cache. */
  readonly bytes: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** Everything that is loaded while `work` goes on, by the browser's own count. */
export const loadsDuring = async (page: Page, work: () => Promise<void>): Promise<readonly Load[]> => {
  const session = await page.context().newCDPSession(page);
  const loads = new Map<string, Load>();
  session.on('Network.responseReceived', ({ requestId, type, response }) => {
    loads.set(requestId, { url: response.url, type, bytes: 0, headers: lowerCased(response.headers) });
  });
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const load = loads.get(requestId);
    if (load) loads.set(requestId, { ...load, bytes: encodedDataLength });
  });
  await session.send('Network.enable');
  await work();
  await session.detach();
  return [...loads.values()].filter(({ url }) => url.startsWith('http'));
};

const lowerCased = (headers: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
