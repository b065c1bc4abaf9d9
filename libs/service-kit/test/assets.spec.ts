import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLogger, startServices } from '../src/index.ts';
import { bringer } from './bringer.ts';

const brings = (name: 'intake' | 'tracking', files: Readonly<Record<string, string>>) =>
  bringer(name, (file) =>
    Object.hasOwn(files, file) ? { status: 200, raw: { mediaType: 'text/css', content: files[file] ?? '' } } : undefined,
  );

let running: Awaited<ReturnType<typeof startServices>>;
beforeAll(async () => {
  const list = [brings('intake', { 'both.css': 'a{}' }), brings('tracking', { 'both.css': 'a{}', 'own.css': 'b{}' })];
  running = await startServices(
    list.map((definition) => ({ definition, env: {} })),
    { port: 0, logger: createLogger('silent') },
  );
});
afterAll(() => running.stop());

test('files of pages are served wherever a service runs, alone or beside others that bring the same', async () => {
  const ask = async (name: string) => {
    const answer = await fetch(`${running.url}/assets/${name}`);
    return `${answer.status} ${answer.ok ? await answer.text() : (answer.headers.get('content-type') ?? '')}`;
  };
  expect(await ask('both.css')).toBe('200 a{}');
  expect(await ask('own.css')).toBe('200 b{}');
  expect(await ask('no-such.css')).toMatch(/^404 application\/problem\+json/);
});
