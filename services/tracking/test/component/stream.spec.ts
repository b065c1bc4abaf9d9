import { afterEach, beforeEach, expect, test } from 'vitest';
import { openWorld, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld({ MOTCUA_TRACKING_STREAMS: '2', MOTCUA_TRACKING_HEARTBEAT_MS: '100' });
});
afterEach(() => world.stop());

const openStream = async (token: string) => {
  const closed = new AbortController();
  const response = await fetch(`${world.base}/status/stream`, { headers: { authorization: `Tracking ${token}` }, signal: closed.signal });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  /** Reads until the pattern has come; undefined at the end of the stream. */
  const until = async (pattern: RegExp): Promise<string | undefined> => {
    for (;;) {
      const found = pattern.exec(text);
      if (found) {
        text = text.slice(found.index + found[0].length);
        return found[0];
      }
      const part = await reader?.read();
      if (!part || part.done) return undefined;
      text += part.value;
    }
  };
  return { response, until, close: () => closed.abort() };
};

test('shows the status now and at each change, with a heartbeat, until the token is revoked', async () => {
  const { tell, status, life, token, filedAt } = await world.newDossier();
  await status(filedAt);
  const { response, until } = await openStream(token);
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  expect(await until(/event: status\ndata: .*\n\n/)).toContain('"state":"submitted"');
  expect(await until(/: heartbeat\n/)).toBeDefined();
  await tell(life.dossier.opened, life.dossier.accepted);
  expect(await until(/data: .*"state":"accepted".*\n\n/)).toBeDefined();
  await tell(life.submission.replaced('n'.repeat(43)));
  expect(await until(/event: revoked/)).toBeDefined();
  expect(await until(/never/)).toBeUndefined();
});

test('is capped, and who goes makes room', async () => {
  const { status, token, filedAt } = await world.newDossier();
  await status(filedAt);
  const first = await openStream(token);
  await first.until(/event: status/);
  const second = await openStream(token);
  await second.until(/event: status/);
  const third = await openStream(token);
  expect([third.response.status, third.response.headers.get('retry-after')]).toEqual([503, '30']);
  second.close();
  let now = await openStream(token);
  while (now.response.status === 503) now = await openStream(token);
  expect(now.response.status).toBe(200);
});

test('one link cannot take the places of all the others', async () => {
  await world.stop();
  world = await openWorld({ MOTCUA_TRACKING_STREAMS: '40' });
  const [greedy, other] = [await world.newDossier(), await world.newDossier()];
  await greedy.status(greedy.filedAt);
  await other.status(other.filedAt);
  const all = await Promise.all(Array.from({ length: 15 }, () => openStream(greedy.token)));
  expect(all.filter(({ response }) => response.status === 200)).toHaveLength(10);
  expect((await openStream(other.token)).response.status).toBe(200);
});

test('ends when the service stops', async () => {
  const { status, token, filedAt } = await world.newDossier();
  await status(filedAt);
  const { until } = await openStream(token);
  await until(/event: status/);
  const stopped = world.stop();
  expect(await until(/never/)).toBeUndefined();
  await stopped;
});

test('an unknown token has no stream', async () => expect((await openStream('x'.repeat(43))).response.status).toBe(404));
