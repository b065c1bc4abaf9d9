import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { wrongAnswers } from '../../src/application/wrong-answers.ts';
import { openWorld, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.stop());

const ask = (code: string, check: string) => world.call('POST', '/status', { key: null, body: { code, check } });
const withoutTrace = ({ traceId: _, ...body }: Record<string, unknown>) => body;

test('either of the two checks opens, by either code; wrong and unknown answer alike', async () => {
  const { tell, status, life, code, requestCode } = await world.newDossier();
  await status(await tell(life.dossier.opened, life.dossier.accepted));
  for (const [asked, check] of [
    [code, '4567'],
    [requestCode, '0123'],
    [` ${code.toLowerCase()} `, '0123'],
  ] as const)
    expect((await ask(asked, check)).body).toMatchObject({ code });
  const wrong = await ask(code, '9999');
  const unknown = await ask('H53.12-990101-000000', '4567');
  expect([wrong.status, unknown.status]).toEqual([404, 404]);
  expect(withoutTrace(wrong.body)).toEqual(withoutTrace(unknown.body));
});

test('after five wrong answers a code answers nobody for an hour, but opens by its token', async () => {
  const { tell, status, life, code } = await world.newDossier();
  const position = await tell(life.dossier.opened, life.dossier.accepted);
  await status(position);
  for (let n = 0; n < 5; n += 1) expect((await ask(code, '9999')).status).toBe(404);
  const locked = await ask(code, '4567');
  expect(locked.status).toBe(429);
  expect(Number(locked.headers.get('retry-after'))).toBeGreaterThan(3_000);
  expect((await status(position)).status).toBe(200);
});

test('ten wrong answers a minute for an address, of codes that nobody has and of stages too', async () => {
  const { tell, status, life, code } = await world.newDossier();
  await status(await tell(life.dossier.opened, life.dossier.accepted));
  for (let n = 0; n < 20; n += 1) expect((await ask(code, '4567')).status).toBe(200);
  for (let n = 0; n < 5; n += 1) await ask(`H53.12-990101-${1_000 + n}`, '1234');
  for (let n = 0; n < 5; n += 1) expect((await world.call('GET', `/stages/H53.12-990102-${1_000 + n}`)).status).toBe(404);
  expect((await ask(code, '4567')).status).toBe(429);
  expect((await world.call('GET', `/stages/${code}`)).status).toBe(429);
});

describe('counting', () => {
  test('windows slide', () => {
    let now = 0;
    const wrong = wrongAnswers(() => now);
    for (let n = 0; n < 10; n += 1) {
      wrong.count('a', `c${n}`);
      now += 1_000;
    }
    expect(wrong.retryAfter('a', 'new')).toBe(50);
    expect(wrong.retryAfter('b', 'new')).toBe(0);
    now = 60_500;
    expect(wrong.retryAfter('a', 'new')).toBe(0);
  });
  test('an unknown code counts like a known one', () => {
    const wrong = wrongAnswers(() => 0);
    for (let n = 0; n < 5; n += 1) wrong.count(`a${n}`, 'code');
    expect(wrong.retryAfter('other', 'code')).toBe(3_600);
  });
});
