import { done } from '@motcua/bus';
import { eventIdOf, StoreUnavailable } from '@motcua/es';
import { memorySubjectKeys } from '@motcua/sealing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sendNotification } from '../../src/application/send-notification.ts';
import { all } from './dossier-life.ts';
import { openSending, type Sending } from './sending.ts';

let s: Sending;
beforeEach(async () => {
  s = await openSending(500);
});
afterEach(() => s.close());

describe('a message reaches the provider once', () => {
  test.each(['sms', 'zalo'] as const)('by %s, with the link put in only on the way', async (channel) => {
    const intent = await s.intent(1, channel, 'Xem hồ sơ: {link}');
    expect(await s.send(intent, 1)).toEqual(done);
    expect(await s.stageOf(1)).toBe('sent');
    expect((await s.ledger(1)).text).toBe('Xem hồ sơ: https://motcua.example/s#token');
    expect(JSON.stringify(await all(s.store, 'notification-'))).not.toContain('#token');
  });

  test('a rebuild, a replay, a second delivery of the intent send nothing', async () => {
    const intent = await s.intent(1);
    await s.send(intent, 1);
    for (const attempt of [1, 2, 3]) expect(await s.send(intent, attempt)).toEqual(done);
    expect(await s.totals()).toMatchObject({ accepted: 1, repeats: 0 });
  });

  test('when the process dies between the call and the outcome', async () => {
    const intent = await s.intent(1);
    const notifications = { ...s.handlers.notifications, handle: () => Promise.reject(new StoreUnavailable('killed')) };
    const dying = sendNotification({ ...s.deps, handlers: { ...s.handlers, notifications } });
    await expect(dying(intent, 1)).rejects.toThrow('killed');
    expect(await s.totals()).toMatchObject({ accepted: 1 });
    expect(await s.stageOf(1)).toBe('requested');

    const { turn, clock } = s.turnOf();
    const reborn = sendNotification({ ...s.deps, turn });
    expect(await reborn(intent, 1)).toMatchObject({ kind: 'retry', reason: 'another instance sends' });
    clock.ms += 60_000;
    expect(await reborn(intent, 2)).toEqual(done);
    expect(await s.stageOf(1)).toBe('sent');
    expect(await s.totals()).toMatchObject({ accepted: 1, repeats: 0 });
  });

  test('in the first day after a restore, when the lost life had sent it under an intent that the backup does not hold', async () => {
    await s.deps.channels.sms?.send({ key: eventIdOf('test', 1), to: '+84900000001', text: 'tin 1' });
    const intent = await s.intent(1);
    const restored = sendNotification({ ...s.deps, doubtUntil: Date.now() + 60_000 });
    expect(await restored(intent, 1)).toEqual(done);
    expect(await s.stageOf(1)).toBe('sent');
    expect(await s.totals()).toMatchObject({ accepted: 1, repeats: 0 });
  });

  test('by one of two instances that hear it at the same moment, whatever the provider makes of its key', async () => {
    const other = sendNotification({ ...s.deps, turn: s.turnOf().turn });
    const intents = await Promise.all(Array.from({ length: 40 }, (_, n) => s.intent(n)));
    const outcomes = await Promise.all(intents.flatMap((intent) => [s.send(intent, 1), other(intent, 1)]));
    expect(outcomes.filter(({ kind }) => kind === 'done')).toHaveLength(40);
    expect(await s.totals()).toMatchObject({ accepted: 40, repeats: 0 });
    // Who waited looks again and finds it sent.
    expect(await Promise.all(intents.map((intent) => other(intent, 2)))).toEqual(intents.map(() => done));
    expect(await s.totals()).toMatchObject({ accepted: 40, repeats: 0 });
  });

  test('when the instance whose turn it is freezes before the call and wakes in the turn of another', async () => {
    await s.deps.turn.giveUp();
    const first = s.turnOf();
    const second = s.turnOf();
    await first.turn.hold();
    const asked = Promise.withResolvers<void>();
    const frozen = Promise.withResolvers<string>();
    const links = () => {
      asked.resolve();
      return frozen.promise;
    };
    const intent = await s.intent(1, 'sms', '{link}');
    const sleeper = sendNotification({ ...s.deps, turn: first.turn, links })(intent, 1);
    await asked.promise;
    const other = sendNotification({ ...s.deps, turn: second.turn });
    await other(intent, 1);
    for (const { clock } of [first, second]) clock.ms += 60_000;
    expect(await other(intent, 2)).toEqual(done);
    frozen.resolve('https://motcua.example/s#late');
    expect(await sleeper).toMatchObject({ kind: 'retry', reason: 'another instance sends' });
    expect(await s.totals()).toMatchObject({ accepted: 1, repeats: 0 });
  });

  test.each(['sms', 'zalo'] as const)('when the connection is reset after %s accepted it', async (channel) => {
    await s.fault('reset-after-accept');
    expect(await s.send(await s.intent(1, channel), 1)).toEqual(done);
    expect(await s.faults()).toMatchObject([{ happened: 1 }]);
    expect(await s.totals()).toMatchObject({ accepted: 1, repeats: 0 });
    expect(await s.stageOf(1)).toBe('sent');
  });

  test('when the answer never comes', async () => {
    await s.fault('hang-after-accept');
    expect(await s.send(await s.intent(1), 1)).toEqual(done);
    expect(await s.faults()).toMatchObject([{ happened: 1 }]);
    expect(await s.totals()).toMatchObject({ accepted: 1, repeats: 0 });
  });
});

describe('a message that did not get through', () => {
  test.each(['too-many', 'server-error', 'error-body', 'reset-before-accept'] as const)('%s is tried again', async (kind) => {
    await s.fault(kind);
    const intent = await s.intent(1);
    expect(await s.send(intent, 1)).toMatchObject({ kind: 'retry' });
    expect(await s.totals()).toMatchObject({ accepted: 0 });
    expect(await s.send(intent, 2)).toEqual(done);
    expect(await s.faults()).toMatchObject([{ happened: 1 }]);
    expect(await s.totals()).toMatchObject({ accepted: 1, repeats: 0 });
  });

  test('is parked when it has been tried often enough', async () => {
    await s.fault('too-many', 9);
    expect(await s.send(await s.intent(1), 5)).toMatchObject({ kind: 'park' });
    expect(await s.stageOf(1)).toBe('requested');
  });

  test('is not parked for having waited for its turn', async () => {
    await s.deps.turn.hold();
    const { turn, clock } = s.turnOf();
    const waiting = sendNotification({ ...s.deps, turn });
    const intent = await s.intent(1);
    for (let attempt = 1; attempt <= 9; attempt += 1) expect(await waiting(intent, attempt)).toMatchObject({ kind: 'retry' });
    clock.ms += 60_000;
    await s.fault('too-many');
    expect(await waiting(intent, 10)).toMatchObject({ kind: 'retry', reason: 'status 429' });
    expect(await waiting(intent, 11)).toEqual(done);
  });

  test('is final where the provider refuses it', async () => {
    await s.fault('refuse');
    const intent = await s.intent(1);
    expect(await s.send(intent, 1)).toEqual(done);
    expect(await s.stageOf(1)).toBe('failed');
    expect(await s.send(intent, 2)).toEqual(done);
    expect(await s.totals()).toMatchObject({ accepted: 0 });
  });

  test('is never sent to somebody who has been erased', async () => {
    const erased = sendNotification({ ...s.deps, keys: memorySubjectKeys(new Map()) });
    expect(await erased(await s.intent(1), 1)).toEqual(done);
    expect(await s.stageOf(1)).toBe('failed');
    expect(await s.totals()).toMatchObject({ accepted: 0 });
  });
});

test('twelve hundred messages, 64 at once: each is sent once', async () => {
  const queue = await Promise.all(Array.from({ length: 1_200 }, (_, n) => s.intent(n)));
  const lane = async (): Promise<void> => {
    for (let next = queue.pop(); next; next = queue.pop()) expect(await s.send(next, 1)).toEqual(done);
  };
  await Promise.all(Array.from({ length: 64 }, lane));
  expect(await s.totals()).toMatchObject({ accepted: 1_200, repeats: 0 });
});
