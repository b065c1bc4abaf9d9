import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventStore } from '@motcua/es';
import { mongoForTests } from '@motcua/mongo/testing';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { withMongoEpochs } from './mongo-epochs.ts';
import { fileEpochs, openEpochs, takeOver } from './store-epochs.ts';

const server = await mongoForTests();
afterAll(() => server.stop());

const on24 = Date.parse('2026-11-24T08:00:00+07:00');
const on25 = on24 + 86_400_000;
const seenAt = (url: string, epoch: string, head: number, now: number) =>
  withMongoEpochs(url, (memory) => openEpochs(memory, { epoch, head: async () => head } as EventStore, now));

describe.skipIf(server.url === undefined)('epochs in a database', () => {
  test('another epoch is a restore for every instance, and each counts on from the same position', async () => {
    const url = server.fresh();
    expect(await seenAt(url, 'a', 0, on24)).toBeUndefined();
    expect(await seenAt(url, 'a', 500, on24)).toBeUndefined();
    const restored = { times: 1, on: '2026-11-25', head: 300 };
    expect(await seenAt(url, 'b', 300, on25)).toStrictEqual(restored);
    // One that starts later, when the restored store has gone on.
    expect(await seenAt(url, 'b', 900, on25 + 86_400_000)).toStrictEqual(restored);
    expect(await seenAt(url, 'c', 300, on25)).toStrictEqual({ times: 2, on: '2026-11-25', head: 300 });
  });

  test('of instances that see a restored store at once each takes it for the same one', async () => {
    const url = server.fresh();
    await seenAt(url, 'a', 0, on24);
    const seen = await Promise.all(Array.from({ length: 6 }, (_, nth) => seenAt(url, 'b', 300 + nth, on25)));
    expect(new Set(seen.map((one) => JSON.stringify(one))).size).toBe(1);
    expect(seen[0]?.times).toBe(1);
  });

  test('what the file held is taken over, once', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'motcua-epochs-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const file = fileEpochs(join(folder, 'epochs.json'));
    await openEpochs(file, { epoch: 'a', head: async () => 0 } as EventStore, on24);
    const url = server.fresh();
    await withMongoEpochs(url, (memory) => takeOver(file, memory));
    expect(await seenAt(url, 'a', 500, on24)).toBeUndefined();
    expect(await seenAt(url, 'b', 300, on25)).toMatchObject({ times: 1 });
    await withMongoEpochs(url, (memory) => takeOver(file, memory));
    expect(await seenAt(url, 'b', 900, on25)).toMatchObject({ times: 1, head: 300 });
  });

  test('a database that was begun without what the file held is refused', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'motcua-epochs-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const file = fileEpochs(join(folder, 'epochs.json'));
    for (const epoch of ['a', 'b']) await openEpochs(file, { epoch, head: async () => 0 } as EventStore, on24);
    const url = server.fresh();
    await seenAt(url, 'b', 300, on25);
    await expect(withMongoEpochs(url, (memory) => takeOver(file, memory))).rejects.toThrow('was begun without those');
  });

  test('a store with a past and an empty database was restored on a new machine', async () => {
    const url = server.fresh();
    const restored = { times: 1, on: '2026-11-25', head: 300 };
    expect(await Promise.all([seenAt(url, 'b', 300, on25), seenAt(url, 'b', 300, on25)])).toStrictEqual([restored, restored]);
  });
});
