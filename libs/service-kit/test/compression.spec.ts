import { get } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLogger, startServices } from '../src/index.ts';
import { bringer } from './bringer.ts';

const text = 'Hồ sơ đang ở đâu? '.repeat(200);
const files: Readonly<Record<string, { mediaType: string; content: string; headers: Readonly<Record<string, string>> }>> = {
  'page.html': { mediaType: 'text/html; charset=utf-8', content: text, headers: { vary: 'accept-language', 'cache-control': 'no-store' } },
  'kept.css': { mediaType: 'text/css', content: text, headers: { 'cache-control': 'public, max-age=31536000, immutable' } },
  'small.css': { mediaType: 'text/css', content: 'a{}', headers: {} },
  'data.json': { mediaType: 'application/json', content: JSON.stringify(text), headers: {} },
};

const pages = bringer('tracking', (name) => {
  const file = files[name];
  return file && { status: 200, raw: { mediaType: file.mediaType, content: file.content }, headers: file.headers };
});

let running: Awaited<ReturnType<typeof startServices>>;
beforeAll(async () => {
  running = await startServices([{ definition: pages, env: {} }], { port: 0, logger: createLogger('silent') });
});
afterAll(() => running.stop());

/** As it comes over the wire: `fetch` would unpack it. */
const ask = async (name: string, accepted?: string) => {
  const { promise, resolve, reject } = Promise.withResolvers<import('node:http').IncomingMessage>();
  get(`${running.url}/assets/${name}`, { headers: accepted === undefined ? {} : { 'accept-encoding': accepted } }, resolve).on(
    'error',
    reject,
  );
  const answer = await promise;
  const { 'content-encoding': encoding, vary } = answer.headers;
  return { encoding, vary, bytes: await buffer(answer) };
};
const unpack = { br: brotliDecompressSync, gzip: gunzipSync } as const;

describe('a page', () => {
  test.each([
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip', 'gzip'],
    ['br;q=0, GZIP;q=0.5', 'gzip'],
    ['br ; q=0.001', 'br'],
  ] as const)('to whom takes "%s" comes as %s', async (accepted, encoding) => {
    const answer = await ask('page.html', accepted);
    expect(answer).toMatchObject({ encoding, vary: 'accept-language, accept-encoding' });
    expect(unpack[encoding](answer.bytes).toString()).toBe(text);
    expect(answer.bytes.length).toBeLessThan(text.length / 10);
  });

  test.each([undefined, '', 'identity', 'deflate', 'br;q=0', 'br;q=0.0, gzip;q=0.000'])(
    'to whom takes "%s" comes as it is',
    async (accepted) => {
      const answer = await ask('page.html', accepted);
      expect(answer).toMatchObject({ encoding: undefined, vary: 'accept-language, accept-encoding' });
      expect(answer.bytes.toString()).toBe(text);
    },
  );
});

test('what may be kept for ever comes alike each time, in each encoding', async () => {
  const answers = await Promise.all(['br', 'br', 'gzip', 'br', 'gzip'].map((accepted) => ask('kept.css', accepted)));
  expect(answers.map(({ encoding, bytes }) => unpack[encoding as 'br' | 'gzip'](bytes).toString() === text)).toEqual(Array(5).fill(true));
  expect(answers[1]?.bytes).toEqual(answers[0]?.bytes);
});

test('what fits a packet, and what programs read, is left as it is', async () => {
  for (const name of ['small.css', 'data.json']) expect((await ask(name, 'br')).encoding, name).toBeUndefined();
});
