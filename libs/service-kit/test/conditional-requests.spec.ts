import { request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLogger, startServices } from '../src/index.ts';
import { bringer } from './bringer.ts';

let text = 'Cần giấy tờ gì? '.repeat(200);
const askedAbout = { 'cache-control': 'no-cache' };
const files: Readonly<Record<string, { status?: number; mediaType: string; headers: Readonly<Record<string, string>> }>> = {
  page: { mediaType: 'text/html; charset=utf-8', headers: { ...askedAbout, vary: 'accept-language', 'content-language': 'vi' } },
  list: { mediaType: 'application/json', headers: askedAbout },
  revised: { mediaType: 'application/json', headers: { ...askedAbout, etag: '"7"' } },
  refused: { status: 404, mediaType: 'text/html; charset=utf-8', headers: askedAbout },
  personal: { mediaType: 'text/html; charset=utf-8', headers: { 'cache-control': 'no-store' } },
  unsaid: { mediaType: 'application/json', headers: {} },
};

const pages = bringer('tracking', (name) => {
  const file = files[name];
  return file && { status: file.status ?? 200, raw: { mediaType: file.mediaType, content: text }, headers: file.headers };
});

let running: Awaited<ReturnType<typeof startServices>>;
beforeAll(async () => {
  running = await startServices([{ definition: pages, env: {} }], { port: 0, logger: createLogger('silent') });
});
afterAll(() => running.stop());

/** As it comes over the wire: `fetch` would unpack it. */
const ask = async (name: string, headers: Record<string, string> = {}, method = 'GET') => {
  const { promise, resolve, reject } = Promise.withResolvers<import('node:http').IncomingMessage>();
  request(`${running.url}/assets/${name}`, { headers, method }, resolve).on('error', reject).end();
  const answer = await promise;
  return { status: answer.statusCode, headers: answer.headers, bytes: await buffer(answer) };
};
const tagOf = async (name: string, headers: Record<string, string> = {}): Promise<string> =>
  String((await ask(name, headers)).headers.etag);

describe('an answer that is kept but asked about', () => {
  test.each([
    ['page', 'br'],
    ['page', 'gzip'],
    ['page', 'identity'],
    ['list', 'br'],
  ])('%s, as %s, comes once', async (name, encoding) => {
    const accepted = { 'accept-encoding': encoding };
    const first = await ask(name, accepted);
    expect(first.status).toBe(200);
    expect(first.headers.etag).toMatch(/^"[\w-]{43,}"$/);
    const again = await ask(name, { ...accepted, 'if-none-match': String(first.headers.etag) });
    expect(again.status).toBe(304);
    expect(again.bytes.length).toBe(0);
  });

  test('says with a 304 what a cache must learn anew, and nothing about content that is not sent', async () => {
    const accepted = { 'accept-encoding': 'br' };
    const first = await ask('page', accepted);
    const { headers } = await ask('page', { ...accepted, 'if-none-match': String(first.headers.etag) });
    for (const name of ['etag', 'vary', 'cache-control', 'content-security-policy', 'x-content-type-options'])
      expect(headers[name], name).toBe(first.headers[name]);
    expect(headers.vary).toBe('accept-language, accept-encoding');
    expect(headers.date).toBeDefined();
    const described = Object.keys(headers).filter((name) => /^content-(?:type|length|encoding|language)$|^transfer-encoding$/.test(name));
    expect(described).toEqual([]);
  });

  test('has a tag for each encoding, since its bytes are others', async () => {
    const tags = await Promise.all(['br', 'gzip', 'identity'].map((encoding) => tagOf('page', { 'accept-encoding': encoding })));
    expect(new Set(tags).size).toBe(3);
    expect((await ask('page', { 'accept-encoding': 'gzip', 'if-none-match': String(tags[0]) })).status).toBe(200);
  });

  test('that has changed comes whole, with another tag', async () => {
    const old = await tagOf('page');
    text = `${text}Thêm một giấy.`;
    const changed = await ask('page', { 'if-none-match': old });
    expect(changed.status).toBe(200);
    expect(changed.bytes.toString()).toBe(text);
    expect(changed.headers.etag).not.toBe(old);
  });

  test.each<[string, (tag: string) => Record<string, string>, number]>([
    ['one of several tags', (tag) => ({ 'if-none-match': `"x", ${tag}` }), 304],
    ['its tag, made weak on the way', (tag) => ({ 'if-none-match': `W/${tag}` }), 304],
    ['anything', () => ({ 'if-none-match': '*' }), 304],
    ['its tag without quotes', (tag) => ({ 'if-none-match': tag.slice(1, -1) }), 200],
    ['its tag, and a date, which does not count', (tag) => ({ 'if-none-match': tag, 'if-modified-since': new Date(0).toUTCString() }), 304],
    ['its tag, as `fetch` asks', (tag) => ({ 'if-none-match': tag, 'cache-control': 'no-cache' }), 304],
  ])('asked with %s', async (_what, asked, status) => {
    expect((await ask('page', asked(await tagOf('page')))).status).toBe(status);
  });

  test('says the same to a HEAD', async () => {
    const tag = await tagOf('page');
    expect((await ask('page', {}, 'HEAD')).headers.etag).toBe(tag);
    const known = await ask('page', { 'if-none-match': tag }, 'HEAD');
    expect(known).toMatchObject({ status: 304, headers: { etag: tag } });
    expect(known.headers['content-length']).toBeUndefined();
  });

  test('keeps the tag that its handler gave it', async () => {
    expect(await tagOf('revised')).toBe('"7"');
    expect((await ask('revised', { 'if-none-match': '"7"' })).status).toBe(304);
  });
});

test.each(['personal', 'unsaid', 'refused'])('%s has no tag and always comes whole', async (name) => {
  const answer = await ask(name, { 'if-none-match': '*' });
  expect(answer.headers.etag).toBeUndefined();
  expect(answer.bytes.toString()).toBe(text);
});
