import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { VirusScanner } from '../../src/application/ports.ts';
import { check, clean, file, found, none, open, scripted } from './scripted-scanner.ts';
import { auditor, counter, eventsOf, picture } from './world.ts';

describe('the check goes on', () => {
  test('after a restart', async () => {
    const { scanner, says } = scripted(none);
    const before = await open({ scanner });
    const { id, documentId } = await file(before, (await before.upload()).uploadId);
    await before.upload();
    await before.stop();
    const world = await open({ scanner, over: before });
    expect(await world.waiting()).toBe(2);
    says(clean);
    expect(await check(world)).toBe(2);
    expect((await world.useCases.readDocument(id, documentId, counter)).content.length).toBeGreaterThan(0);
  });

  test('in two instances at once, with one end for each paper', async () => {
    let isAway = true;
    let other: (() => void) | undefined;
    let hasOneEnded = false;
    /** Answers once both have asked, so that both have a verdict on the same paper in hand; who is left alone is answered at once. */
    const scanner: VirusScanner = {
      scan: async () => {
        if (isAway) return none;
        if (hasOneEnded) return clean;
        const { promise, resolve } = Promise.withResolvers<void>();
        const first = other;
        other = first ? undefined : resolve;
        first?.();
        if (!first) await promise;
        return clean;
      },
    };
    const ended = (): void => {
      hasOneEnded = true;
      other?.();
    };
    const one = await open({ scanner });
    for (let turn = 0; turn < 4; turn += 1) await one.upload();
    const two = await open({ scanner, over: one });
    isAway = false;
    await Promise.all([check(one).finally(ended), check(two).finally(ended)]);
    expect(await eventsOf(one.store, 'UploadCleared.v1')).toHaveLength(4);
    expect([await one.waiting(), await two.waiting()]).toEqual([0, 0]);
  });

  test('and the first verdict decides whether the file stays', async () => {
    const first = scripted(none);
    const one = await open({ scanner: first.scanner });
    const { id, documentId } = await file(one, (await one.upload()).uploadId);
    const { promise: oneHasEnded, resolve } = Promise.withResolvers<void>();
    const asked = Promise.withResolvers<void>();
    const two = await open({
      scanner: {
        scan: async () => {
          asked.resolve();
          await oneHasEnded;
          return found;
        },
      },
      over: one,
    });
    const late = check(two);
    await asked.promise;
    first.says(clean);
    expect(await check(one)).toBe(1);
    resolve();
    await late;
    expect(await eventsOf(one.store, 'UploadRefused.v1')).toEqual([]);
    expect((await one.useCases.readDocument(id, documentId, counter)).content.length).toBeGreaterThan(0);
  });

  test('once its file is there again: a paper with a key is not lost', async () => {
    const { scanner, says } = scripted(none);
    const world = await open({ scanner });
    const { id, documentId } = await file(world, (await world.upload()).uploadId);
    const { get } = world.blobs;
    world.blobs.get = async () => undefined;
    says(clean);
    await expect(check(world)).rejects.toThrow('is not there');
    expect(await eventsOf(world.store, 'UploadLost.v1')).toEqual([]);
    world.blobs.get = get;
    world.pass(60_001);
    expect(await check(world)).toBe(1);
    expect((await world.useCases.readDocument(id, documentId, counter)).content.length).toBeGreaterThan(0);
  });

  test('past a paper that the scanner chokes on, and one that cannot be opened', async () => {
    const { scanner, says } = scripted(none);
    const world = await open({ scanner });
    const evil = Buffer.concat([await picture(), Buffer.from('choke')]);
    await world.upload(undefined, evil);
    world.pass(1_000);
    await world.upload();
    world.pass(1_000);
    await world.upload();
    const [, second] = await eventsOf(world.store, 'UploadReceived.v1');
    const damaged = (second as { data?: { blob: string } } | undefined)?.data?.blob;
    const { get } = world.blobs;
    world.blobs.get = async (hash) => (hash === damaged ? Promise.reject(new Error('damaged')) : get(hash));
    says((bytes) => (Buffer.from(bytes).includes('choke') ? none : clean));
    const settled: (number | string)[] = [];
    for (let turn = 0; turn < 4; turn += 1) {
      settled.push(await check(world).catch((error: Error) => error.message));
      world.pass(5_001);
    }
    expect(settled).toEqual([0, 'damaged', 1, 0]);
    expect(await world.waiting()).toBe(2);
    world.blobs.get = get;
    says(clean);
    world.pass(15 * 60_000);
    expect(await check(world)).toBe(2);
  });

  test('so many at a time, the oldest first', async () => {
    const { scanner, says } = scripted(none);
    const world = await open({ scanner });
    const ids: string[] = [];
    for (let turn = 0; turn < 5; turn += 1) {
      ids.push((await world.upload()).uploadId);
      world.pass(1_000);
    }
    says(clean);
    await world.waiting();
    expect(await world.useCases.checkWaitingPapers(3)).toBe(3);
    const cleared = (await eventsOf(world.store, 'UploadCleared.v1')).map(({ data }) => (data as { uploadId: string }).uploadId);
    expect(cleared).toEqual(ids.slice(0, 3));
    expect(await check(world)).toBe(2);
  });

  test('with the dossier’s key where a filing ends while the paper’s own is looked for', async () => {
    const { scanner, says } = scripted(none);
    const world = await open({ scanner });
    const { uploadId } = await world.upload();
    const { keysOf } = world.keys;
    let filed: Promise<unknown> | undefined;
    world.keys.keysOf = async (ids) => {
      if (ids[0] === uploadId && !filed) {
        world.keys.keysOf = keysOf;
        filed = file(world, uploadId);
        await filed;
        await world.keys.remove([uploadId]);
      }
      return keysOf(ids);
    };
    says(clean);
    expect(await check(world)).toBe(1);
    expect(await eventsOf(world.store, 'UploadCleared.v1')).toHaveLength(1);
  });
});

describe('nothing is left to check', () => {
  test('of a person who was erased', async () => {
    const { scanner, shown } = scripted(none);
    const world = await open({ scanner });
    const { id } = await file(world, (await world.upload()).uploadId);
    const { subjectId = '' } = await world.useCases.readSubmission(id, counter);
    world.standings.set(id, { ended: true, state: 'returned' });
    const erasure = { subjectId, officer: auditor.id, legalBasis: 'Luật 91/2025/QH15', reason: 'x' };
    await world.useCases.eraseSubject({ ...erasure, actor: auditor, idempotencyKey: randomUUID() });
    shown.length = 0;
    expect(await check(world)).toBe(1);
    expect(shown).toEqual([]);
    expect(await eventsOf(world.store, 'UploadLost.v1')).toHaveLength(1);
    expect(await world.waiting()).toBe(0);
  });

  test('of a paper that nobody named for a day', async () => {
    const { scanner } = scripted(none);
    const world = await open({ scanner });
    const { uploadId } = await world.upload();
    world.pass(25 * 3_600_000);
    expect(await world.useCases.sweepUploads()).toBe(1);
    expect(await check(world)).toBe(1);
    expect(await world.useCases.findUpload(uploadId)).toEqual({ uploadId, state: 'refused', reason: 'expired' });
    expect(await world.waiting()).toBe(0);
  });
});
