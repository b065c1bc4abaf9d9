import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { eventIdOf } from '@motcua/es';
import { newDataKey } from '@motcua/sealing';
import { testBearer, testService } from '@motcua/service-kit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { notifyService } from '../../src/index.ts';
import { lifeOf } from '../component/dossier-life.ts';
import { startNats } from './nats-server.ts';
import { openNeighbours } from './neighbours.ts';

interface Item {
  readonly id: string;
  readonly kind: string;
  readonly state: string;
  readonly text: string | null;
}
const officer = { authorization: testBearer({ roles: ['counter-officer'] }) };
let folder: string;
let nats: Awaited<ReturnType<typeof startNats>>;
let keys: Map<string, Uint8Array>;
let neighbours: Awaited<ReturnType<typeof openNeighbours>>;
let app: Awaited<ReturnType<typeof open>>;

const open = () => testService(notifyService, { MOTCUA_DATA: folder, MOTCUA_NATS_URL: nats.url });
beforeEach(async () => {
  [folder, nats] = await Promise.all([mkdtemp(join(tmpdir(), 'motcua-notify-')), startNats()]);
  keys = new Map();
  neighbours = await openNeighbours(nats.url, keys);
  app = await open();
});
afterEach(async () => {
  await app.stop();
  await neighbours.close();
  await nats.stop();
  await rm(folder, { recursive: true, force: true });
});

const itemsOf = async (dossier: string): Promise<readonly Item[]> => {
  const answer = await fetch(`${app.url}/api/notify/v1/messages?dossier=${dossier}&limit=100`, { headers: officer });
  return answer.status === 200 ? ((await answer.json()) as { items: Item[] }).items : [];
};
const until = async <T>(ask: () => Promise<T>, good: (answer: T) => boolean): Promise<T> => {
  for (;;) {
    const answer = await ask();
    if (good(answer)) return answer;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};
const allDelivered = (n: number) => (items: readonly Item[]) => items.length === n && items.every(({ state }) => state === 'delivered');
/** What the phones really got, from the ledger's own file. */
const ledger = () => {
  const db = new DatabaseSync(join(folder, 'simulator', 'ledger.sqlite'), { readOnly: true });
  const rows = db.prepare('SELECT key, recipient, text, repeats FROM messages ORDER BY seq').all() as {
    key: string;
    recipient: string;
    text: string;
    repeats: number;
  }[];
  db.close();
  return rows;
};
const person = (n: number) => {
  const id = eventIdOf('dossier', n);
  const key = newDataKey();
  keys.set(id, key);
  return { id, key };
};

test('a dossier from submission to return: each thing is told once and reaches the phone', async () => {
  const { id, key } = person(1);
  const { opened, accepted, asked, resumed, ready, returned } = lifeOf(key, { zaloUserId: 'zalo-1' }, id);
  for (const event of [opened, accepted, asked, resumed, ready, returned]) await neighbours.say(event);
  const items = await until(() => itemsOf(id), allDelivered(6));
  expect(items.map(({ kind }) => kind)).toEqual(['received', 'accepted', 'supplement-requested', 'resumed', 'result-ready', 'returned']);
  expect(items.every(({ text }) => text?.includes('{link}'))).toBe(true);
  expect(ledger().map(({ text }) => text.includes('https://motcua.example/s#token'))).toEqual(Array.from({ length: 6 }, () => true));
  expect(ledger().map((row) => row.key)).toEqual(items.map((item) => item.id));
  expect((await fetch(`${app.url}/readyz`)).status).toBe(200);
  const inbox = await (await fetch(`${app.url}/hop-thu`)).text();
  expect(inbox).toContain('Tin vui: hồ sơ H53.12-261123-0007 xong sớm 2 ngày');
}, 60_000);

test('who quotes what workflow has just done reads the message that it causes, and is told to come again while it is not there', async () => {
  const { id, key } = person(4);
  const { opened, accepted } = lifeOf(key, {}, id);
  const seen = async (position: number, wait: number) => {
    const headers = { ...officer, 'motcua-position': `workflow:${position}`, prefer: `wait=${wait}` };
    const answer = await fetch(`${app.url}/api/notify/v1/messages?dossier=${id}`, { headers });
    return answer.status === 200 ? ((await answer.json()) as { items: Item[] }).items.map(({ kind }) => kind) : answer.status;
  };
  expect(await seen(await neighbours.say(opened), 5)).toEqual(['received']);
  const position = await neighbours.say(accepted);
  expect(await seen(position, 5)).toEqual(['received', 'accepted']);
  expect(await seen(position + 1, 0.1)).toBe(503);
}, 60_000);

test('a second start goes on where it was, and a rebuild of everything sends nothing', async () => {
  const { id, key } = person(2);
  const { opened, accepted } = lifeOf(key, {}, id);
  await neighbours.say(opened);
  await until(() => itemsOf(id), allDelivered(1));
  await app.stop();
  await neighbours.say(accepted);
  // Neither where its reactors stood nor its read models survive: all is heard and folded again from the logs.
  for (const file of ['read.db', 'checkpoints.db'])
    for (const tail of ['', '-wal', '-shm']) await rm(join(folder, 'notify', file + tail), { force: true });
  app = await open();
  await until(() => itemsOf(id), allDelivered(2));
  expect(ledger().map(({ repeats }) => repeats)).toEqual([0, 0]);
}, 60_000);

test('many dossiers at once: a message each, none twice', async () => {
  const count = 1_000;
  const people = Array.from({ length: count }, (_, n) => person(1_000 + n));
  await Promise.all(people.map(({ id, key }) => neighbours.say(lifeOf(key, {}, id).opened)));
  await until(
    async () => ledger().length,
    (length) => length === count,
  );
  const last = people.at(-1)?.id ?? '';
  await until(() => itemsOf(last), allDelivered(1));
  expect(ledger().every(({ repeats }) => repeats === 0)).toBe(true);
}, 120_000);

test('no number and no text in clear outside the simulator', async () => {
  const { id, key } = person(3);
  const { opened, asked } = lifeOf(key, {}, id);
  await neighbours.say(opened);
  await neighbours.say(asked);
  await until(() => itemsOf(id), allDelivered(2));
  await app.stop();
  for (const file of ['events.db', 'read.db']) {
    const bytes = await readFile(join(folder, 'notify', file));
    for (const secret of ['+84900000001', 'chup lai', 'Ảnh mờ']) expect(bytes.includes(secret)).toBe(false);
  }
  app = await open();
}, 60_000);
