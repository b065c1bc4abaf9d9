import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { client, exampleForm, inventedSubmission } from '../../src/client.ts';
import { hasBrowser, type Load, loadsDuring, openBrowser, pagesOf, visit } from '../../src/pages.ts';
import { System } from '../../src/system.ts';

/** What a first visit may weigh, all its files with their headers: some seconds on the slowest line that is still sold. */
const wholeBytes = 24 * 1_024;
/** What a document alone may weigh: the ten packets that a server may send before it has heard anything back (RFC 6928). */
const documentBytes = 14_600;
/** What comes without a content weighs no more than its head. */
const headBytes = 1_200;

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const phone = { viewport: { width: 360, height: 740 }, locale: 'vi-VN' } as const;

/** What a page needs to be shown and to work. Its icon is fetched when the browser has nothing better to do. */
const isFile = ({ type }: Load): boolean => type === 'Stylesheet' || type === 'Script';

let system: System;
let browser: Browser;
let pages: ReturnType<typeof pagesOf>;
describe.skipIf(!hasBrowser)('the pages in a browser', () => {
  beforeAll(async () => {
    system = await System.start({ demo: true });
    browser = await openBrowser();
    pages = pagesOf(system.dataDir);
  });
  afterAll(async () => {
    await browser.close();
    await system.dispose();
  });
  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
  });

  const open = async (options: BrowserContextOptions = {}): Promise<Page> => (await browser.newContext({ ...phone, ...options })).newPage();
  const each = async (page: Page, look: (name: string) => Promise<void>): Promise<void> => {
    for (const [name, path] of pages) {
      // A fragment alone would not load the page anew.
      await page.goto('about:blank');
      await visit(page, system.url + path);
      await look(name);
    }
  };

  test('a first visit weighs little, a second one no more than its document', async () => {
    for (const [name, path] of pages) {
      const page = await open();
      const first = await loadsDuring(page, () => visit(page, system.url + path));
      const [document] = first.filter(({ type }) => type === 'Document');
      expect(document?.headers['content-encoding'], name).toMatch(/^(br|gzip)$/);
      expect(document?.bytes, name).toBeLessThanOrEqual(documentBytes);
      expect(
        first.reduce((sum, { bytes }) => sum + bytes, 0),
        name,
      ).toBeLessThanOrEqual(wholeBytes);
      const files = first.filter(isFile);
      expect(files.length, name).toBeGreaterThan(0);
      for (const { headers } of files) expect(headers['cache-control']).toContain('immutable');
      await page.goto('about:blank');
      const second = await loadsDuring(page, () => visit(page, system.url + path));
      expect(second.filter((load) => isFile(load) && load.bytes > 0)).toEqual([]);
      // What is the same for everybody is asked about, and a head says that nothing has changed.
      const again = second.find(({ type }) => type === 'Document');
      if (document?.headers['cache-control'] === 'no-cache') expect(again?.bytes, name).toBeLessThanOrEqual(headBytes);
      await page.context().close();
    }
  });

  test("what shows somebody's matter is kept by no browser", async () => {
    const page = await open();
    for (const [name, path] of pages.filter(([name]) => name.startsWith('status') || name.startsWith('filing'))) {
      const loads = await loadsDuring(page, () => visit(page, system.url + path));
      const personal = loads.filter(({ url }) => /\/(s\/view|nop-ho-so\/)/.test(url));
      expect(
        personal.map(({ headers }) => headers['cache-control']),
        name,
      ).toEqual(personal.map(() => 'no-store'));
      expect(personal.length, name).toBeGreaterThan(0);
      await page.goto('about:blank');
    }
  });

  test.each([320, 360])('nothing runs over the edge of a phone of %i px', async (width) => {
    const page = await open({ viewport: { width, height: 640 } });
    await each(page, async (name) => {
      expect(await page.evaluate('document.documentElement.scrollWidth'), name).toBe(width);
    });
  });

  test('whoever has set letters twice as large reads everything without going sideways', async () => {
    const page = await open();
    const session = await page.context().newCDPSession(page);
    await session.send('Page.setFontSizes', { fontSizes: { standard: 32, fixed: 26 } });
    await each(page, async (name) => {
      expect(await page.evaluate('parseFloat(getComputedStyle(document.body).fontSize)'), name).toBe(36); // they are larger
      expect(await page.evaluate('document.documentElement.scrollWidth'), name).toBe(phone.viewport.width);
    });
  });

  test('what is tapped is large enough for a thumb, and what is typed for an eye', async () => {
    const small = `[...document.querySelectorAll('details')].forEach((one) => { one.open = true; }),
      [...document.querySelectorAll('a,button,input,select,textarea,summary,label.option')]
        .filter((one) => one.checkVisibility() && !one.matches('.skip,.option input'))
        .filter((one) => one.getBoundingClientRect().height < 44 || (one.matches('input:not([type=file]),select,textarea') && parseFloat(getComputedStyle(one).fontSize) < 16))
        .map((one) => one.outerHTML.slice(0, 120))`;
    const page = await open();
    await each(page, async (name) => {
      expect(await page.evaluate(small), name).toEqual([]);
    });
    await page.goto(`${system.url}/nop-ho-so/1.001193`);
    await page.evaluate('document.forms[0].noValidate = true');
    await page.click('.send button');
    await page.waitForSelector('.mistakes a');
    expect(await page.evaluate(small), 'mistakes').toEqual([]);
  });

  test('whoever wants no motion gets none', async () => {
    const longest = `Math.max(...[...document.querySelectorAll('*')].flatMap((element) => {
      const { transitionDuration, animationDuration, animationName } = getComputedStyle(element);
      return [transitionDuration, animationName === 'none' ? '0s' : animationDuration].flatMap((text) => text.split(',')).map(parseFloat);
    }))`;
    const moving = await open({ reducedMotion: 'no-preference' });
    await moving.goto(system.url);
    expect(await moving.evaluate(longest)).toBeGreaterThan(0); // there is something to hold back
    const page = await open({ reducedMotion: 'reduce' });
    await each(page, async (name) => {
      await page.hover('.brand');
      expect(await page.evaluate(longest), name).toBe(0);
      expect(await page.evaluate('document.getAnimations().length'), name).toBe(0);
    });
  });

  test('what there is to read is there before any script', async () => {
    const page = await open();
    const scripts: (() => Promise<void>)[] = [];
    await page.route('**/*.js', async (route) => void scripts.push(() => route.continue()));
    for (const [name, path] of pages) {
      await page.goto('about:blank');
      await page.goto(system.url + path, { waitUntil: 'commit' });
      await page.waitForSelector(path.startsWith('/s') ? '[data-waiting]:visible' : 'h1:visible');
      expect((await page.innerText('main')).trim().length, name).toBeGreaterThan(10);
    }
    expect(scripts.length).toBeGreaterThan(2); // the fault happened: they were on their way
  });

  test('on a slow line the page is painted while its script has not come', async () => {
    const page = await open();
    const session = await page.context().newCDPSession(page);
    await session.send('Network.enable');
    // Regular 3G, as browsers' own tools have it: bytes a second, milliseconds.
    const line = { offline: false, latency: 300, downloadThroughput: 93_750, uploadThroughput: 31_250 };
    await session.send('Network.emulateNetworkConditions', line);
    const held: string[] = [];
    await page.route('**/*.js', async (route) => void held.push(route.request().url()));
    await page.goto(`${system.url}/nop-ho-so/1.001193`, { waitUntil: 'commit' });
    const paintedAt = await page.evaluate(
      `new Promise((painted) => new PerformanceObserver((list) => list.getEntriesByName('first-contentful-paint').forEach(({ startTime }) => painted(startTime))).observe({ type: 'paint', buffered: true }))`,
    );
    expect(held.length).toBeGreaterThan(0); // the fault happened: it was on its way
    expect(await page.isVisible('h1')).toBe(true);
    process.stdout.write(`filing form on regular 3G: first text after ${Math.round(Number(paintedAt))} ms\n`);
  });

  test('without script everything is there but what stands behind the QR, and that has another way', async () => {
    const page = await open({ javaScriptEnabled: false });
    for (const [name, path] of pages) {
      await page.goto(system.url + path);
      expect(await page.locator('h1:visible').count(), name).toBe(1);
    }
    const api = client(system.url);
    const body = inventedSubmission({ form: await exampleForm(api) });
    const filed = await api.call<{ requestCode: string; position: string; tracking: { token: string } }>(
      'POST',
      '/api/intake/v1/submissions',
      { body },
    );
    const { position, tracking } = filed.body;
    const shown = { tracking: tracking.token, headers: { 'motcua-position': position, prefer: 'wait=5' } };
    expect((await api.call('GET', '/api/tracking/v1/status', shown)).status).toBe(200);
    await page.goto(`${system.url}/tra-cuu`);
    await page.fill('#code', filed.body.requestCode);
    await page.fill('#check', body.applicant.phone.slice(-4));
    await page.click('button.act');
    expect(await page.innerText('h1')).toContain('Đã nhận hồ sơ.');
  });

  test('who sends no paper is told so, and who has acted reads the new answer', async () => {
    const page = await open();
    const [, asking = ''] = pages.find(([name]) => name === 'status, awaitingSupplement') ?? [];
    await visit(page, system.url + asking);
    const sent: string[] = [];
    page.on('request', (request) => void sent.push(request.url()));
    await page.click('form[data-act=supplement] button');
    expect(await page.innerText('form[data-act=supplement] [role=status]')).toContain('Xin chụp ảnh hoặc chọn tệp');
    expect(await page.evaluate('document.activeElement.type')).toBe('file');
    expect(sent.filter((url) => url.includes('/api/intake/'))).toEqual([]);

    const api = client(system.url);
    const body = inventedSubmission({ form: await exampleForm(api) });
    const filed = await api.call<{ position: string; tracking: { token: string } }>('POST', '/api/intake/v1/submissions', { body });
    const { position, tracking } = filed.body;
    const shown = { tracking: tracking.token, headers: { 'motcua-position': position, prefer: 'wait=5' } };
    expect((await api.call('GET', '/api/tracking/v1/status', shown)).status).toBe(200);
    await page.goto('about:blank');
    await visit(page, `${system.url}/s#${tracking.token}`);
    await page.click('details:has(form[data-act=withdrawal]) summary');
    await page.fill('#reason', 'Đã có bản chính');
    await page.click('form[data-act=withdrawal] button');
    await page.waitForSelector('[data-status] h1:focus');
    await expect.poll(() => page.innerText('[data-status] h1:focus')).toContain('Ông/bà đã rút hồ sơ');
    expect(await page.evaluate('document.activeElement.getBoundingClientRect().top')).toBeGreaterThanOrEqual(0);
  });

  test.each([
    ['light', 'vi-VN'],
    ['dark', 'vi-VN'],
    ['light', 'en-GB'],
  ] as const)('nobody is kept out (axe, WCAG 2.2 AA; %s, %s)', async (colorScheme, locale) => {
    const page = await open({ colorScheme, locale });
    await each(page, async (name) => {
      await page.evaluate(axe);
      const { violations, passes } = (await page.evaluate(
        `axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })`,
      )) as AxeResults;
      const found = violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
      expect(found, name).toEqual([]);
      expect(passes.map(({ id }) => id)).toContain('color-contrast');
    });
  });

  test('the focus goes down the page, from the way past the header to the last link, and is seen everywhere', async () => {
    const page = await open();
    await each(page, async (name) => {
      const places: { top: number; outline: number; skip: boolean }[] = [];
      for (;;) {
        await page.keyboard.press('Tab');
        const place = (await page.evaluate(`(() => {
          const element = document.activeElement;
          if (!element || element === document.body || element.dataset.seen) return null;
          element.dataset.seen = '1';
          const shown = element.closest('.option') ?? element;
          const { outlineWidth, outlineStyle } = getComputedStyle(shown);
          return {
            top: Math.round(element.getBoundingClientRect().top + scrollY),
            outline: outlineStyle === 'none' ? 0 : parseFloat(outlineWidth),
            skip: element.classList.contains('skip'),
          };
        })()`)) as (typeof places)[number] | null;
        if (place === null) break;
        places.push(place);
      }
      expect(places[0]?.skip, name).toBe(true);
      expect(places.length, name).toBeGreaterThan(3);
      expect(Math.min(...places.map(({ outline }) => outline)), name).toBeGreaterThanOrEqual(3);
      // Side by side may differ by the height of a line.
      const tops = places.slice(1).map(({ top }) => top);
      expect(
        tops.filter((top, index) => top < (tops[index - 1] ?? 0) - 30),
        name,
      ).toEqual([]);
    });
  });
});
