import { randomUUID } from 'node:crypto';
import type { SubmissionFiled } from '@motcua/contracts';
import { describe, expect, test } from 'vitest';
import type { Papers } from '../../src/application/ports.ts';
import { check, clean, file, found, none, open, scripted, stateOf } from './scripted-scanner.ts';
import { counter, eventsOf, picture, refusalOf } from './world.ts';

describe('a scanner that answers', () => {
  test('lets through what is clean, and leaves no trace of it', async () => {
    const { scanner } = scripted(clean);
    const world = await open({ scanner });
    const upload = await world.upload();
    expect(upload.state).toBe('ready');
    const { id, documentId } = await file(world, upload.uploadId);
    expect((await world.useCases.readDocument(id, documentId, counter)).content.length).toBeGreaterThan(0);
    const events = JSON.stringify(await eventsOf(world.store));
    expect(events).not.toContain('checking');
    expect((JSON.parse(events) as SubmissionFiled[]).at(-1)).not.toHaveProperty('data.documents.0.upload');
    expect(await world.waiting()).toBe(0);
  });

  test('is shown the bytes as they came, before anything else reads them; what it finds is refused, and nothing kept', async () => {
    const { scanner, shown } = scripted(found);
    const cleaned: Uint8Array[] = [];
    const papers: Papers = {
      clean: async (bytes) => {
        cleaned.push(bytes);
        return bytes;
      },
    };
    const world = await open({ scanner, papers });
    const bytes = await picture();
    const refused = (await refusalOf(world.upload(undefined, bytes))) as { code: string; details: { detail: string } };
    expect(refused.code).toBe('unsupported-media-type');
    expect(refused.details.detail).toMatch(/mã độc.* – .*infected/);
    expect(refused.details.detail).not.toContain('Marker');
    expect(Buffer.from(shown[0] ?? []).equals(bytes)).toBe(true);
    expect(cleaned).toEqual([]);
    expect(await eventsOf(world.store)).toEqual([]);
    expect(world.blobs.count()).toBe(0);
    expect(await world.keys.uploadsBefore(new Date(world.ports.now().getTime() + 1), 10)).toEqual([]);
  });
});

describe('while no scanner answers', () => {
  test('a paper is taken, filed and shown as being checked, and opened by nobody; once it was seen it is like any other', async () => {
    const { scanner, says } = scripted(none);
    const world = await open({ scanner });
    const key = randomUUID();
    const bytes = await picture();
    const upload = await world.upload(key, bytes);
    expect(upload.state).toBe('checking');
    expect(await world.useCases.findUpload(upload.uploadId)).toMatchObject({ state: 'checking', bytes: bytes.length });
    const { id, token, documentId } = await file(world, upload.uploadId);
    expect(await stateOf(world, id)).toBe('checking');
    for (const asker of [counter, { kind: 'holder', token } as const]) {
      const refused = await refusalOf(world.useCases.readDocument(id, documentId, asker));
      expect(refused).toMatchObject({ code: 'paper-checking', details: { state: 'checking', retryAfter: expect.any(Number) } });
    }
    expect(await eventsOf(world.store, 'SubmissionViewed.v1')).toHaveLength(1);
    expect(await world.waiting()).toBe(1);

    says(clean);
    expect(await check(world)).toBe(1);
    expect(await world.waiting()).toBe(0);
    expect(await stateOf(world, id)).toBe('ready');
    expect(await world.useCases.findUpload(upload.uploadId)).toMatchObject({ state: 'ready' });
    expect(Buffer.from((await world.useCases.readDocument(id, documentId, counter)).content).equals(bytes)).toBe(true);
    expect(await check(world)).toBe(0);
  });

  test('the same file under the same key is answered as the first time, whatever has become of it', async () => {
    const { scanner, says, shown } = scripted(none);
    const world = await open({ scanner });
    const key = randomUUID();
    const bytes = await picture();
    const { replayed: _, ...first } = await world.upload(key, bytes);
    expect(await world.upload(key, bytes)).toEqual({ ...first, replayed: true });
    says(clean);
    await check(world);
    expect(await world.upload(key, bytes)).toEqual({ ...first, replayed: true });
    expect(shown).toHaveLength(2);
  });

  test('a paper that comes as a supplement waits too', async () => {
    const { scanner, says } = scripted(clean);
    const world = await open({ scanner });
    const { id } = await file(world, (await world.upload()).uploadId);
    says(none);
    const documents = [{ code: 'giay-chung-sinh', uploadId: (await world.upload()).uploadId }];
    await world.useCases.supplementSubmission({ asker: counter, idempotencyKey: randomUUID(), dossierId: id, body: { documents } });
    const states = async () => (await world.useCases.readSubmission(id, counter)).documents.map(({ state }) => state);
    expect(await states()).toEqual(['ready', 'checking']);
    says(clean);
    expect(await check(world)).toBe(1);
    expect(await states()).toEqual(['ready', 'ready']);
  });

  test('what waits is asked about less and less often, and the scanner is not stormed', async () => {
    const { scanner, shown } = scripted(none);
    const world = await open({ scanner });
    for (let turn = 0; turn < 5; turn += 1) await world.upload();
    shown.length = 0;
    for (let second = 0; second < 600; second += 1) {
      await check(world);
      world.pass(1_000);
    }
    expect(shown.length).toBeGreaterThan(5);
    expect(shown.length).toBeLessThan(15);
  });
});

describe('what is found later', () => {
  test('is deleted, and refused to whoever asks for it', async () => {
    const { scanner, says } = scripted(none);
    const world = await open({ scanner });
    const { uploadId } = await world.upload();
    const { id, documentId } = await file(world, uploadId);
    says(found);
    expect(await check(world)).toBe(1);
    expect(world.blobs.count()).toBe(0);
    expect(await stateOf(world, id)).toBe('refused');
    expect((await refusalOf(world.useCases.readDocument(id, documentId, counter)))?.code).toBe('paper-refused');
    expect(await world.useCases.findUpload(uploadId)).toEqual({ uploadId, state: 'refused', reason: 'malware' });
    expect(await world.waiting()).toBe(0);
    expect(JSON.stringify(await eventsOf(world.store))).not.toContain('Marker');
  });

  test('cannot be handed in any more', async () => {
    const { scanner, says } = scripted(none);
    const world = await open({ scanner });
    const { uploadId } = await world.upload();
    says(found);
    await check(world);
    const refused = await refusalOf(file(world, uploadId));
    expect(refused?.details?.errors).toMatchObject([{ pointer: '/documents/0/uploadId', code: 'refused' }]);
    expect(await eventsOf(world.store, 'SubmissionFiled.v1')).toEqual([]);
  });
});

test('where the scanner is taken away, what had waited for it is handed out like everything that comes', async () => {
  const before = await open({ scanner: scripted(none).scanner });
  const { uploadId } = await before.upload();
  const { id, documentId } = await file(before, uploadId);
  const world = await open({ over: before });
  expect((await world.upload()).state).toBe('ready');
  expect(await stateOf(world, id)).toBe('ready');
  expect((await world.useCases.readDocument(id, documentId, counter)).content.length).toBeGreaterThan(0);
  expect(await world.useCases.checkWaitingPapers()).toBe(0);
});
