import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { handouts, rpc } from '@motcua/contracts';
import type { Collection } from '@motcua/read-models';
import { testBearer } from '@motcua/service-kit';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { findByCheck } from '../../src/application/find-by-check.ts';
import type { TrackingPorts } from '../../src/application/ports.ts';
import { wrongAnswers } from '../../src/application/wrong-answers.ts';
import { newPerson } from '../dossier-life.ts';
import { openWorld, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.stop());

const directory = (officer: string) => ({
  type: 'DirectoryPublished.v1',
  data: {
    version: 1,
    at: '2026-11-23T08:00:00+07:00',
    by: 'cong-bo',
    definition: {
      province: 'H53',
      agencies: [],
      officers: [
        {
          id: 'chuyen-vien',
          name: officer,
          title: { vi: 'Công chức', en: 'Officer' },
          agency: 'H53.12',
          units: [],
          validFrom: '2025-07-01',
        },
      ],
    },
  },
});
const operator = testBearer({ id: 'van-hanh', roles: ['operator'] });

test('while intake gives no keys the view waits, and parks nothing', async () => {
  const answers = world.network.handlers.get(rpc.subjectKeys);
  world.network.handlers.delete(rpc.subjectKeys);
  const { token, filedAt, status } = await world.newDossier();
  const headers = { 'motcua-position': filedAt, prefer: 'wait=0.3' };
  expect((await world.call('GET', '/status', { token, headers })).status).toBe(503);
  if (answers) world.network.handlers.set(rpc.subjectKeys, answers);
  const { status: code, body } = await status(filedAt);
  expect([code, body.stale, body.applicant]).toEqual([200, false, 'T. T. T. An']);
});

test('a key that was handed out is not asked for; a handout that is none is left out', async () => {
  const asked: unknown[] = [];
  const answers = world.network.handlers.get(rpc.subjectKeys);
  world.network.handlers.set(rpc.subjectKeys, async (payload) => {
    asked.push(payload);
    return answers?.(payload);
  });
  const { tell, keys } = world;
  tell(handouts.subjectKeys, { keys: [['not a dossier', 'AAAA']] });
  const first = newPerson(randomUUID());
  tell(handouts.subjectKeys, { keys: [[first.dossierId, Buffer.from(first.key).toString('base64url')]] });
  // What is told is heard in the next turn; on the bus it goes ahead of the event.
  await nextTurn();
  keys.set(first.dossierId, first.key);
  const handed = await world.newDossier(first);
  expect((await handed.status(handed.filedAt)).body.applicant).toBe('T. T. T. An');
  expect(asked).toEqual([]);
  const { status, filedAt } = await world.newDossier();
  expect((await status(filedAt)).body.applicant).toBe('T. T. T. An');
  expect(asked).toHaveLength(1);
});

test('a rebuild tells the same, also where a name has changed since; look-ups go on', async () => {
  await world.append('workflow', 'directory-H53', directory('Phạm Văn Minh Họa'));
  const { tell, status, life, token } = await world.newDossier();
  const { opened, accepted, forwarded, assigned } = life.dossier;
  await status(await tell(opened, accepted, forwarded, assigned));
  const before = await status(await world.append('workflow', 'directory-H53', directory('Phạm Văn Đổi Tên')));
  expect(before.body.holder).toMatchObject({ officer: 'Công chức Phạm Văn Minh Họa' });
  const rebuilt = await world.call('POST', '/projections/tracking-status/rebuild', { bearer: operator });
  expect(rebuilt.status).toBe(202);
  const ended = async () => (await world.call('GET', '/projections/tracking-status', { bearer: operator })).body.rebuild;
  await vi.waitFor(async () => expect(await ended()).toMatchObject({ state: 'done' }), 10_000);
  expect((await world.call('GET', '/status', { token })).body).toEqual(before.body);
});

test('a view that was just looked at is not shown again once something has changed, nor once its token is revoked', async () => {
  const { tell, status, life, token, filedAt } = await world.newDossier();
  await status(filedAt);
  const look = () => world.call('GET', '/status', { token });
  expect((await look()).body).toMatchObject({ stage: { state: 'submitted' } });
  expect((await look()).body).toMatchObject({ stage: { state: 'submitted' } });
  await status(await tell(life.dossier.opened, life.dossier.accepted));
  expect((await look()).body).toMatchObject({ stage: { state: 'accepted' } });
  const english = await world.call('GET', '/status', { token, headers: { 'accept-language': 'en' } });
  expect(english.body).toMatchObject({ stage: { name: expect.stringMatching(/^[A-Za-z ]+$/) } });
  await world.call('GET', '/status', { token: 'n'.repeat(43), headers: world.wait(await tell(life.submission.replaced('n'.repeat(43)))) });
  expect((await look()).status).toBe(404);
});

test('guesses that are looked up all at once are counted one after the other', async () => {
  const slow = Promise.withResolvers<void>();
  const collection = {
    findOne: async () => {
      await slow.promise;
      return undefined;
    },
  } as unknown as Collection;
  const statuses = { collection: () => collection } as TrackingPorts['statuses'];
  const find = findByCheck({ statuses, wrong: wrongAnswers() });
  const guesses = Array.from({ length: 40 }, (_, index) =>
    find({ code: 'H53.12-261123-0001', check: String(1_000 + index), address: `192.0.2.${index}` }, { waitMs: 0 }),
  );
  slow.resolve();
  const answers = await Promise.all(guesses);
  expect(answers.filter((answer) => answer === 'not-found')).toHaveLength(5);
  expect(answers.filter((answer) => typeof answer === 'object' && 'retryAfter' in answer)).toHaveLength(35);
});
