import { createHash, randomUUID } from 'node:crypto';
import type { UploadReceived } from '@motcua/contracts';
import sharp from 'sharp';
import { afterAll, describe, expect, test } from 'vitest';
import { workerPapers } from '../../src/adapters/papers.ts';
import { citizen, eventsOf, once, openWorld, picture, refusalOf } from './world.ts';

const papers = workerPapers();
afterAll(() => papers.close());
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const pdf = (inside = ''): Buffer =>
  Buffer.from(
    `%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R${inside}>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n`,
  );

describe('an upload', () => {
  test('is recognised, encrypted and recorded; neither name nor content stand anywhere in clear', async () => {
    const world = await openWorld({ papers });
    const bytes = await picture();
    const upload = await world.upload(undefined, bytes);
    expect(upload).toMatchObject({ sha256: sha256(bytes), mediaType: 'image/png', bytes: bytes.length, state: 'ready', replayed: false });
    const event = (await eventsOf(world.store, 'UploadReceived.v1'))[0] as unknown as UploadReceived;
    expect(JSON.stringify(event)).not.toMatch(new RegExp(`chứng sinh|${sha256(bytes)}`));
    const blob = await world.blobs.get(event.data.blob);
    expect(Buffer.from(blob ?? []).includes(Buffer.from('IHDR'))).toBe(false);
    expect(await world.useCases.findUpload(upload.uploadId)).toEqual({
      uploadId: upload.uploadId,
      sha256: sha256(bytes),
      mediaType: 'image/png',
      bytes: bytes.length,
      state: 'ready',
    });
    expect(await world.useCases.findUpload(randomUUID())).toBeUndefined();
  });

  test('with the same key and file answers the same, with another file 422, fifty at once are one', async () => {
    const world = await openWorld();
    const key = randomUUID();
    const bytes = await picture();
    const all = await Promise.all(Array.from({ length: 20 }, () => world.upload(key, bytes)));
    expect(new Set(all.map(({ uploadId }) => uploadId)).size).toBe(1);
    expect(all.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(await eventsOf(world.store)).toHaveLength(1);
    expect((await refusalOf(world.upload(key, pdf())))?.code).toBe('idempotency-key-reused');
  });

  test('that nobody names is deleted after a day', async () => {
    const world = await openWorld();
    const { uploadId } = await world.upload();
    world.pass(23 * 3_600_000);
    expect(await world.useCases.sweepUploads()).toBe(0);
    world.pass(2 * 3_600_000);
    expect(await world.useCases.sweepUploads()).toBe(1);
    expect(world.blobs.count()).toBe(0);
    expect(await world.useCases.findUpload(uploadId)).toEqual({ uploadId, state: 'refused', reason: 'expired' });
    const documents = [{ code: 'giay-chung-sinh', uploadId }];
    const filing = world.useCases.fileSubmission({
      actor: citizen,
      idempotencyKey: randomUUID(),
      body: world.body({ documents }),
      language: 'vi',
    });
    expect((await refusalOf(filing))?.details?.errors?.[0]?.pointer).toBe('/documents/0/uploadId');
  });

  test('is taken while a hundred others dribble, and refused while they hold too much', async () => {
    const world = await openWorld();
    const { promise: end, resolve: finish } = Promise.withResolvers<void>();
    const stuck = async function* (bytes: Uint8Array): AsyncGenerator<Uint8Array> {
      yield bytes;
      await end;
    };
    const head = (await picture()).subarray(0, 40);
    const send = (content: AsyncIterable<Uint8Array>) =>
      world.useCases.receiveUpload({ actor: citizen, idempotencyKey: randomUUID(), content }).catch((error: unknown) => error);
    const slow = Array.from({ length: 100 }, () => send(stuck(head)));
    expect((await world.upload()).state).toBe('ready');
    const heavy = Array.from({ length: 9 }, () => send(stuck(Buffer.concat([head, Buffer.alloc(19 * 1024 * 1024)]))));
    expect(await heavy[8]).toMatchObject({ code: 'unavailable' });
    finish();
    await Promise.all([...slow, ...heavy]);
    expect((await world.upload()).state).toBe('ready');
  });

  test('of a filed dossier is kept', async () => {
    const world = await openWorld();
    const { uploadId } = await world.upload();
    const documents = [{ code: 'giay-chung-sinh', uploadId }];
    await world.useCases.fileSubmission({ actor: citizen, idempotencyKey: randomUUID(), body: world.body({ documents }), language: 'vi' });
    world.pass(30 * 86_400_000);
    await world.useCases.sweepUploads();
    expect(world.blobs.count()).toBe(1);
  });
});

describe('what is no paper is refused with a hint', () => {
  test.each([
    ['a program in a picture’s clothes', Buffer.from('MZ\x90\x00 this program cannot be run')],
    ['a web page', Buffer.from('<html><script>alert(1)</script></html>')],
    ['half a picture', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1])],
    ['a PDF that is locked', pdf('/Encrypt 9 0 R')],
    ['a PDF with a script', pdf('/OpenAction<</S/JavaScript/JS(app.alert(1))>>')],
    ['a PDF with a script under another spelling', pdf('/OpenAction<</S/J#61vaScript/J#53(app.alert(1))>>')],
    ['a PDF that starts a program', pdf('/OpenAction<</S/Launch/F(cmd.exe)>>')],
    ['a PDF cut off', pdf().subarray(0, 60)],
  ])('%s', async (_name, bytes) => {
    const world = await openWorld({ papers });
    const refused = (await refusalOf(world.upload(undefined, bytes))) as { code: string; details: { detail: string } };
    expect(refused.code).toBe('unsupported-media-type');
    expect(refused.details.detail).toMatch(/[ạảấầậắằếềệồốộớờ]/);
    expect(await eventsOf(world.store)).toEqual([]);
    expect(world.blobs.count()).toBe(0);
  });

  test('nothing, and too much', async () => {
    const world = await openWorld();
    expect((await refusalOf(world.upload(undefined, new Uint8Array())))?.code).toBe('malformed');
    const large = Buffer.concat([await picture(), Buffer.alloc(20 * 1024 * 1024)]);
    const sent = world.useCases.receiveUpload({ actor: citizen, idempotencyKey: randomUUID(), content: once(large) });
    expect((await refusalOf(sent))?.code).toBe('too-large');
  });
});

describe('papers are cleaned', () => {
  test('a photo loses place and camera and stands upright', async () => {
    const photo = await sharp({ create: { width: 40, height: 20, channels: 3, background: '#0a0' } })
      .jpeg()
      .withMetadata({ orientation: 6 })
      .withExifMerge({ IFD0: { Make: 'SecretCamera' }, IFD3: { GPSLatitude: '10/1 30/1 0/1', GPSLatitudeRef: 'N' } })
      .toBuffer();
    expect((await sharp(photo).metadata()).orientation).toBe(6);
    expect(photo.includes('SecretCamera')).toBe(true);
    const clean = Buffer.from(await papers.clean(photo, 'image/jpeg'));
    const facts = await sharp(clean).metadata();
    expect(facts).toMatchObject({ format: 'jpeg', width: 20, height: 40 });
    expect(facts.exif).toBeUndefined();
    expect(clean.includes('SecretCamera')).toBe(false);
  });

  test('the tiny photo of the acceptance check is taken', async () => {
    const jpeg = Buffer.from(
      '/9j/2wBDABQODxIPDRQSEBIXFRQYHjIhHhwcHj0sLiQySUBMS0dARkVQWnNiUFVtVkVGZIhlbXd7gYKBTmCNl4x9lnN+gXz/2wBDARUXFx4aHjshITt8U0ZTfHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHz/wAARCAAIAAgDASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAX/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFQEBAQAAAAAAAAAAAAAAAAAAAwT/xAAUEQEAAAAAAAAAAAAAAAAAAAAA/9oADAMBAAIRAxEAPwCqAnM//9k=',
      'base64',
    );
    expect((await sharp(await papers.clean(jpeg, 'image/jpeg')).metadata()).format).toBe('jpeg');
  });

  test('too many at once are sent away, and a thread that is lost takes nobody else along', async () => {
    const own = workerPapers();
    const photo = await picture();
    const all = await Promise.allSettled(Array.from({ length: 40 }, () => own.clean(photo, 'image/png')));
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(32);
    expect(all.filter((one) => one.status === 'rejected' && (one.reason as Error).name === 'StoreUnavailable')).toHaveLength(8);
    await own.close();
    await expect(workerPapers({ longestMs: 0 }).clean(photo, 'image/png')).rejects.toThrow('too long');
  });

  test('a picture of too many pixels is not decoded', async () => {
    const bomb = await sharp({ create: { width: 9_000, height: 9_000, channels: 3, background: '#fff' } })
      .png()
      .toBuffer();
    await expect(papers.clean(bomb, 'image/png')).rejects.toThrow('tooManyPixels');
  });

  test('a plain scan stays as it is', async () => {
    expect(Buffer.from(await papers.clean(pdf(), 'application/pdf')).equals(pdf())).toBe(true);
  });
});
