import { existsSync } from 'node:fs';
import { testService } from '@motcua/service-kit';
import { assetAnswer } from '@motcua/web';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type FoundStatus, TrackingPages, trackingPages } from '../../src/http/pages/index.ts';
import { statusIn } from './statuses.ts';

const token = `${'aB3_'.repeat(10)}xyz`;
const dossierId = '018f3b0e-0000-7000-8000-000000000001';
let found: FoundStatus;
let wrong = 0;
let running: Awaited<ReturnType<typeof testService>>;

const pages: TrackingPages = {
  findByToken: async (given) => (given === token ? found : undefined),
  findByCode: async (code, check) => {
    if (wrong >= 3) return { retryAfter: 60 };
    if (code === 'H53.12-261124-0007' && check === '5678') return found;
    wrong += 1;
    return undefined;
  },
  enquiryAbout: () => undefined,
};

beforeAll(async () => {
  class PagesModule {}
  const nothing = async () => undefined;
  const module = { module: PagesModule, controllers: [...trackingPages], providers: [{ provide: TrackingPages, useValue: pages }] };
  running = await testService({
    name: 'tracking',
    config: z.object({}),
    open: async () => ({
      module,
      asset: assetAnswer,
      strategies: [],
      start: nothing,
      readiness: async () => [],
      drain: nothing,
      stop: nothing,
    }),
  });
});
afterAll(() => running.stop());
beforeEach(() => {
  wrong = 0;
  found = { status: statusIn('inProgress'), dossierId };
});

const lookUp = async (code: string, check: string) => {
  const answer = await fetch(`${running.url}/tra-cuu`, { method: 'POST', body: new URLSearchParams({ code, check }) });
  return { status: answer.status, text: await answer.text(), retryAfter: answer.headers.get('retry-after') };
};

describe('without script', () => {
  test('the pages are there, in Vietnamese first', async () => {
    for (const path of ['/', '/tra-cuu', '/s', '/docs/style']) {
      const answer = await fetch(`${running.url}${path}`);
      expect(answer.status, path).toBe(200);
      expect(answer.headers.get('content-security-policy')).toContain("script-src 'self'");
      expect(await answer.text()).toMatch(/<html lang="vi">/);
    }
    const english = await fetch(`${running.url}/`, { headers: { 'accept-language': 'en' } });
    expect(await english.text()).toContain('Where is your application?');
  });

  test('code and check show the status, however the code is typed, and let nobody act', async () => {
    const { status, text } = await lookUp(' h53.12-261124-0007 ', '5678');
    expect(status).toBe(200);
    expect(text).toContain('Hồ sơ đang ở Tư pháp – Hộ tịch');
    expect(text).not.toContain(dossierId);
  });

  test('a wrong check and an unknown code read alike; too many are told to wait', async () => {
    const wrongCheck = await lookUp('H53.12-261124-0007', '0000');
    const unknown = await lookUp('H53.12-990101-0001', '0000');
    expect([wrongCheck.status, unknown.status]).toEqual([404, 404]);
    expect(wrongCheck.text.replace('H53.12-261124-0007"', '')).toBe(unknown.text.replace('H53.12-990101-0001"', ''));
    await lookUp('x', '0000');
    expect(await lookUp('H53.12-261124-0007', '5678')).toMatchObject({ status: 429, retryAfter: '60' });
  });

  test('the part behind the QR needs the token, and says so kindly when it opens nothing', async () => {
    const view = (authorization?: string) =>
      fetch(`${running.url}/s/view`, { method: 'POST', headers: authorization === undefined ? {} : { authorization } });
    expect((await view()).status).toBe(401);
    const unknown = await view(`Tracking ${'x'.repeat(43)}`);
    expect(unknown.status).toBe(404);
    const kindly = await unknown.text();
    expect(kindly).toContain('Mã QR này không mở được hồ sơ nào');
    expect(kindly).toContain('href="/tra-cuu"');
    expect(await (await view(`Tracking ${token}`)).text()).toContain('data-act="withdrawal"');
  });

  test.each(['/', '/tra-cuu', '/s', '/docs/style'])('%s, which is the same for everybody, is not sent twice', async (path) => {
    const first = await fetch(running.url + path);
    const etag = first.headers.get('etag') ?? '';
    expect(etag).toMatch(/^"[^"]+"$/);
    expect((await fetch(running.url + path, { headers: { 'if-none-match': etag } })).status).toBe(304);
    expect((await fetch(running.url + path, { headers: { 'if-none-match': etag, 'accept-language': 'en' } })).status).toBe(200);
  });

  test("what shows somebody's matter has no tag and is not stored", async () => {
    const shown = [
      await fetch(`${running.url}/tra-cuu`, { method: 'POST', body: new URLSearchParams({ code: 'H53.12-261124-0007', check: '5678' }) }),
      await fetch(`${running.url}/s/view`, { method: 'POST', headers: { authorization: `Tracking ${token}` } }),
    ];
    for (const { status, headers } of shown)
      expect([status, headers.get('cache-control'), headers.get('etag')]).toEqual([200, 'no-store', null]);
  });

  test('files of the pages are kept for ever by their name', async () => {
    const path = /href="(\/assets\/[^"]+)"/.exec(await (await fetch(`${running.url}/`)).text())?.[1];
    const file = await fetch(`${running.url}${path}`);
    expect(file.headers.get('cache-control')).toContain('immutable');
    expect((await fetch(`${running.url}/assets/motcua.000000000000.css`)).status).toBe(404);
  });
});

const browserPath = process.env['MOTCUA_CHROMIUM'] ?? '/usr/bin/chromium';

describe.skipIf(!existsSync(browserPath))('on a small phone', () => {
  let browser: Browser;
  let page: Page;
  const broken: string[] = [];
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: browserPath, args: ['--no-sandbox', '--disable-gpu'] });
  }, 60_000);
  afterAll(() => browser.close());
  beforeEach(async () => {
    const context = await browser.newContext({ viewport: { width: 320, height: 640 }, locale: 'vi-VN' });
    page = await context.newPage();
    broken.length = 0;
    page.on('console', (message) => void (/Content Security Policy/.test(message.text()) && broken.push(message.text())));
    page.on('pageerror', (error) => broken.push(String(error)));
  });
  const openLink = async () => {
    await page.goto(`${running.url}/s#${token}`);
    await page.waitForSelector('.stages');
  };

  test('nothing runs over the edge, targets are large enough, no policy is broken', async () => {
    const clock = { dueAt: '2026-11-20T14:00:00+07:00', running: true, standing: 'overdue' } as const;
    const enquiry = { name: 'Trung tâm Phục vụ hành chính công xã Bình Mẫu', phone: '0276 000 0012' };
    found = { status: statusIn('inProgress', { clock }), dossierId, enquiry };
    for (const path of ['/', '/tra-cuu', '/docs/style', `/s#${token}`]) {
      await page.goto(`${running.url}${path}`);
      if (path.startsWith('/s')) await page.waitForSelector('.stages');
      expect(await page.evaluate('document.documentElement.scrollWidth'), path).toBe(320);
      const small = await page.evaluate(
        `[...document.querySelectorAll('.act,.option,.ways a,.brand,select,summary,input:not([type=hidden],[type=radio],[type=checkbox])')].filter((e) => { const h = e.getBoundingClientRect().height; return h > 0 && h < 44; }).map((e) => e.outerHTML)`,
      );
      expect(small, path).toEqual([]);
    }
    expect(broken).toEqual([]);
  }, 60_000);

  test('the QR opens the status; a token that opens nothing is told so', async () => {
    await openLink();
    expect(await page.textContent('h1:visible')).toContain('Hồ sơ đang ở Tư pháp');
    expect(await page.title()).toContain('Hồ sơ đang ở');
    await page.evaluate(`location.hash = '${'x'.repeat(43)}'`);
    await page.waitForSelector('text=Chưa tìm thấy hồ sơ.');
    await page.goto(`${running.url}/s`);
    await page.waitForSelector('text=Trang này mở bằng mã QR');
  }, 60_000);

  test('a photo is sent as an upload, then as the supplement, under one key', async () => {
    const documents = [{ code: 'giay-chung-sinh', name: 'Giấy chứng sinh' }];
    found = { status: statusIn('awaitingSupplement', { supplement: { documents, reason: 'Ảnh mờ' } }), dossierId };
    const uploadId = '018f3b0e-0000-7000-8000-000000000002';
    const sent: { url: string; body: string | null; headers: Record<string, string> }[] = [];
    await page.route('**/api/intake/**', async (route) => {
      const request = route.request();
      sent.push({ url: request.url(), body: request.postData(), headers: request.headers() });
      found = { status: statusIn('inProgress'), dossierId };
      await route.fulfill({ status: 201, json: { uploadId } });
    });
    await openLink();
    await page.setInputFiles('input[type=file]', { name: 'anh.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('jpeg') });
    await page.click('button:has-text("Gửi ngay")');
    await page.waitForSelector('text=Hồ sơ đang ở Tư pháp');
    expect(sent.map(({ url }) => new URL(url).pathname)).toEqual([
      '/api/intake/v1/uploads',
      `/api/intake/v1/submissions/${dossierId}/supplements`,
    ]);
    expect(JSON.parse(sent[1]?.body ?? '')).toEqual({ documents: [{ code: 'giay-chung-sinh', uploadId }] });
    expect(sent[1]?.headers).toMatchObject({
      authorization: `Tracking ${token}`,
      'idempotency-key': expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    expect(sent[0]?.headers['idempotency-key']).toBe(`${sent[1]?.headers['idempotency-key']}-0`);
  }, 60_000);

  test('a rating is sent once; a refusal is told in its own words', async () => {
    found = { status: statusIn('returned'), dossierId };
    const bodies: unknown[] = [];
    await page.route('**/api/tracking/v1/ratings', async (route) => {
      bodies.push(route.request().postDataJSON());
      await route.fulfill({
        status: 409,
        contentType: 'application/problem+json',
        json: { title: 'Đã đánh giá rồi', titleEn: 'Rated already' },
      });
    });
    await openLink();
    await page.click('label:has-text("Rất hài lòng")');
    await page.click('button:has-text("Gửi đánh giá")');
    await page.waitForSelector('text=Đã đánh giá rồi');
    expect(bodies).toEqual([{ score: 5 }]);
  }, 60_000);
});
