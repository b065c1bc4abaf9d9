import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { demoProcedures } from '@motcua/demo';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { assetAnswer, filingScript, formFields, html, pageAnswer, papersScript, uploadField } from '../src/index.ts';

const birth = demoProcedures.find(({ code }) => code === '1.001193');
const witness = { all: [{ name: 'form/birthEvidence', in: ['witness'] }] };

const page = () =>
  pageAnswer({
    title: 'Nộp hồ sơ',
    language: 'vi',
    scripts: [filingScript, papersScript],
    main: html`<form method="post" data-filing>${formFields(birth?.form.fields ?? [], {}, new Map(), 'vi')}
<fieldset class="group">${uploadField({ code: 'giay', label: 'Giấy chứng sinh', language: 'vi' })}<details class="fold" data-unfold><summary>Giấy khác</summary>${uploadField({ code: 'lam-chung', label: 'Lời làm chứng', when: witness, language: 'vi' })}</details></fieldset>
<button class="act">Gửi</button></form>`,
  });

const browserPath = process.env['MOTCUA_CHROMIUM'] ?? '/usr/bin/chromium';

describe.skipIf(!existsSync(browserPath))('the form in a browser', () => {
  let server: Server;
  let browser: Browser;
  let phone: Page;
  const broken: string[] = [];

  beforeAll(async () => {
    server = createServer(({ url = '' }, response) => {
      const { status, raw, headers } = url.startsWith('/assets/') ? (assetAnswer(url.slice('/assets/'.length)) ?? page()) : page();
      response.writeHead(status, { ...headers, 'content-type': raw.mediaType }).end(raw.content);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    browser = await chromium.launch({ executablePath: browserPath, args: ['--no-sandbox', '--disable-gpu'] });
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    server.close();
  });

  const open = async (javaScriptEnabled: boolean) => {
    phone = await (await browser.newContext({ viewport: { width: 320, height: 640 }, javaScriptEnabled })).newPage();
    phone.on('console', (message) => void (message.type() === 'error' && broken.push(message.text())));
    phone.on('pageerror', (error) => broken.push(String(error)));
    await phone.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  };
  const shown = (name: string) => phone.locator(`[id="${name}"]`).isVisible();
  beforeEach(() => {
    broken.length = 0;
  });

  test('asks for what hangs on an answer once that answer is given, and no longer when it is taken back', async () => {
    await open(true);
    expect(await shown('form/child/birthPlace/name')).toBe(false);
    await phone.check('[value=facility]');
    expect(await shown('form/child/birthPlace/name')).toBe(true);
    await phone.fill('[id="form/child/birthPlace/name"]', 'Trạm y tế');
    await phone.check('[value=home]');
    expect(await shown('form/child/birthPlace/name')).toBe(false);
    const sent = await phone.evaluate('[...new FormData(document.forms[0]).keys()]');
    expect(sent).not.toContain('form/child/birthPlace/name');
  }, 60_000);

  test('puts away a whole parent with all that could be added about them', async () => {
    await open(true);
    const fold = phone.locator('details.fold', { has: phone.locator('[id="form/father/address"]') });
    expect(await fold.isVisible()).toBe(true);
    expect(await shown('form/father/nationalId')).toBe(false);
    await fold.locator('summary').click();
    expect(await shown('form/father/nationalId')).toBe(true);
    await phone.check('[id="form/father/unknown"]');
    expect([await fold.isVisible(), await shown('form/father/fullName')]).toEqual([false, false]);
    await phone.uncheck('[id="form/father/unknown"]');
    expect([await fold.isVisible(), await shown('form/father/fullName')]).toEqual([true, true]);
  }, 60_000);

  test('asks for a paper where it applies, and shows the photo that was chosen', async () => {
    await open(true);
    expect(await shown('paper/lam-chung')).toBe(false);
    await phone.check('[value=witness]');
    expect(await shown('paper/lam-chung')).toBe(true);
    const buffer = Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
      'base64',
    );
    await phone.setInputFiles('[id="paper/giay"]', { name: 'anh.png', mimeType: 'image/png', buffer });
    await phone.waitForFunction('document.querySelector("img.preview")?.naturalWidth === 1');
    await phone.setInputFiles('[id="paper/giay"]', []);
    expect(await phone.locator('img.preview').count()).toBe(0);
    expect(broken).toEqual([]);
  }, 60_000);

  test('is complete without script, and stays on the page with text of twice the size', async () => {
    await open(false);
    expect(await shown('form/child/birthPlace/name')).toBe(true);
    expect(await shown('form/marriage/number')).toBe(true);
    await phone.locator('summary', { hasText: 'Giấy khác' }).click();
    expect(await shown('paper/lam-chung')).toBe(true);
    await open(true);
    await phone.evaluate('document.documentElement.style.fontSize = "225%"');
    expect(await phone.evaluate('document.documentElement.scrollWidth')).toBe(320);
  }, 60_000);
});
