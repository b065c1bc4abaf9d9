import { createRequire } from 'node:module';
import { Script } from 'node:vm';
import { expect, test } from 'vitest';
import {
  assetAnswer,
  filingScript,
  html,
  icon,
  pageAnswer,
  papersScript,
  problemPage,
  qr,
  statusScript,
  styleGuide,
  stylesheet,
} from './index.ts';

test('a page says its language and lets nothing run but our own files', () => {
  const { raw, headers } = pageAnswer({ title: 'Tên <b>', language: 'vi', main: html`<p>Nội dung</p>`, scripts: [statusScript] });
  expect(raw.content).toMatch(/<html lang="vi">/);
  expect(raw.content).toContain('<title>Tên &lt;b&gt; – Một Cửa</title>');
  expect(raw.content).toContain(`<link rel="icon" type="image/svg+xml" href="${icon.path}">`);
  expect(raw.content).toMatch(/<meta name="description" content="Nộp hồ sơ[^"]+">/);
  expect(raw.content).not.toMatch(/<script(?![^>]*src=)| style=| on\w+=/);
  expect(headers['content-security-policy']).toContain("default-src 'none'");
  expect(headers['content-security-policy']).not.toContain('unsafe');
});

test('files carry a hash and may be kept for ever', () => {
  for (const file of [stylesheet, icon, statusScript, filingScript, papersScript]) {
    expect(file.path).toMatch(/^\/assets\/\w+\.[0-9a-f]{12}\.(css|js|svg)$/);
    expect(assetAnswer(file.path.slice('/assets/'.length))?.headers['cache-control']).toContain('immutable');
  }
  expect(assetAnswer('../package.json')).toBeUndefined();
});

test('the scripts are plain JavaScript', () => {
  for (const { content } of [statusScript, filingScript, papersScript])
    expect(() => new Script(`(async()=>{${content.replace(/export \{\};?/, '')}})`)).not.toThrow();
});

test('the style guide shows every component', () => {
  const guide = styleGuide('vi').raw.content;
  for (const part of ['answer', 'stages', 'timeline', 'notice late', 'papers', 'fees', 'qr', 'mistakes', 'paper'])
    expect(guide).toContain(`class="${part}`);
});

test('a problem page says what to do now', () => {
  const page = problemPage({ title: 'Không tìm thấy', titleEn: 'Not found', status: 404, traceId: 'abc' }, 'vi');
  expect(page).toContain('Không tìm thấy');
  expect(page).toContain('Về trang đầu');
  expect(page).toContain('abc');
});

test('a problem page speaks to people, not to programs', () => {
  const malformed = {
    title: 'Yêu cầu không đúng định dạng',
    titleEn: 'The request is malformed',
    status: 400,
    traceId: 'abc',
    errors: [{ pointer: '/q', message: 'Too big: expected string to have <=100 characters' }],
  };
  for (const language of ['vi', 'en'] as const) expect(problemPage(malformed, language)).not.toMatch(/expected string|định dạng|malformed/);
  expect(problemPage(malformed, 'vi')).toContain('Xin quay lại trang trước và xem lại.');
});

test('the QR is the standard one, drawn as a path', () => {
  const QRCode = createRequire(import.meta.url)('qrcode') as typeof import('qrcode');
  const { size, data } = QRCode.create('https://vi-du.invalid/s#x', { errorCorrectionLevel: 'M' }).modules;
  const drawn = qr('https://vi-du.invalid/s#x', 'QR').toString();
  expect(drawn.match(/h1v1h-1z/g)?.length).toBe(data.reduce((sum: number, bit: number) => sum + bit, 0));
  expect(drawn).toContain(`viewBox="0 0 ${size + 8} ${size + 8}"`);
});
