import { MessageChannel } from 'node:worker_threads';
import type { ProjectionNews } from '@motcua/read-models';
import { BadConfiguration } from '@motcua/service-kit/host';
import { afterEach, expect, test } from 'vitest';
import { sharedStatusesOver } from './shared-statuses.ts';
import type { FromStatuses, ToStatuses } from './statuses.messages.ts';
import { refusalOf } from './thread-ends.ts';

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

/** The statuses as heard at one end of a channel, and what the thread at the other end says and is told. */
const channel = (answer: (message: Extract<ToStatuses, { kind: 'wish' }>) => FromStatuses | undefined = () => undefined) => {
  const { port1: thread, port2: here } = new MessageChannel();
  ends.push(() => thread.close());
  thread.on('message', (message: ToStatuses) => {
    const said = message.kind === 'wish' ? answer(message) : undefined;
    if (said) thread.postMessage(said);
  });
  return { tell: (message: FromStatuses) => thread.postMessage(message), shared: () => sharedStatusesOver(here) };
};

const newsAt = (position: number): ProjectionNews => ({
  version: 1,
  positions: { workflow: position },
  caughtUp: true,
  parked: [],
  applied: [],
});

test('the first news waits for whoever comes later; who listens hears what comes then, until he ends it', async () => {
  const { tell, shared } = channel();
  tell({ kind: 'news', news: newsAt(7) });
  const statuses = shared();
  expect(await statuses.first).toEqual(newsAt(7));
  const heard: ProjectionNews[] = [];
  const second = Promise.withResolvers<void>();
  const third = Promise.withResolvers<void>();
  statuses.listen(({ positions }) => void (positions['workflow'] === 9 && third.resolve()));
  const end = statuses.listen((news) => {
    heard.push(news);
    second.resolve();
  });
  tell({ kind: 'news', news: newsAt(8) });
  await second.promise;
  end();
  tell({ kind: 'news', news: newsAt(9) });
  await third.promise;
  expect(heard).toEqual([newsAt(8)]);
});

test('each wish gets its own answer, in whatever order they come', async () => {
  const asked: Extract<ToStatuses, { kind: 'wish' }>[] = [];
  const { tell, shared } = channel((message) => {
    asked.push(message);
    if (asked.length < 4) return undefined;
    for (const { id, wish } of asked.slice(1).reverse()) tell({ kind: 'answer', id, value: `${wish} answered` });
    return { kind: 'failure', id: asked[0]?.id ?? 0, name: 'ReadModelsUnavailable', message: 'not now' };
  });
  const statuses = shared();
  const wishes = Promise.allSettled([statuses.rebuild(), statuses.metrics(), statuses.readiness(), statuses.rebuilding()]);
  expect(await wishes).toEqual([
    { status: 'rejected', reason: expect.objectContaining({ name: 'ReadModelsUnavailable', message: 'not now' }) },
    { status: 'fulfilled', value: 'metrics answered' },
    { status: 'fulfilled', value: 'readiness answered' },
    { status: 'fulfilled', value: 'rebuilding answered' },
  ]);
});

test('a thread that could not start says why, line by line where its configuration is bad', async () => {
  const bad = channel();
  bad.tell(refusalOf(new BadConfiguration(['MOTCUA_PROVINCE: a province code such as H53'])));
  await expect(bad.shared().first).rejects.toMatchObject({ problems: ['MOTCUA_PROVINCE: a province code such as H53'] });
  const other = channel();
  other.tell(refusalOf(new Error('the disk is gone')));
  await expect(other.shared().first).rejects.toThrow('the disk is gone');
});
