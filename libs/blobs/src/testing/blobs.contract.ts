import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BlobDamaged, type Blobs } from '../blobs.ts';

/** What every adapter of `Blobs` must do. */
export const blobsContract = (name: string, open: () => Promise<Blobs>): void => {
  describe(`${name} keeps the contract of Blobs`, () => {
    test('bytes come back under their SHA-256', async () => {
      const blobs = await open();
      await fc.assert(
        fc.asyncProperty(fc.uint8Array({ maxLength: 2_000 }), async (bytes) => {
          const hash = await blobs.put(bytes);
          expect(hash).toBe(createHash('sha256').update(bytes).digest('hex'));
          expect(Buffer.from((await blobs.get(hash)) ?? []).equals(bytes)).toBe(true);
        }),
        { numRuns: 20 },
      );
    });

    test('the same bytes, also at once, are one blob', async () => {
      const blobs = await open();
      const hashes = await Promise.all(Array.from({ length: 20 }, () => blobs.put(Buffer.from('một'))));
      expect(new Set(hashes).size).toBe(1);
    });

    test('what is not there is undefined; removing it is no error', async () => {
      const blobs = await open();
      const hash = await blobs.put(Buffer.from('hai'));
      expect(await blobs.has(hash)).toBe(true);
      await blobs.remove(hash);
      await blobs.remove(hash);
      expect(await blobs.has(hash)).toBe(false);
      expect(await blobs.get(hash)).toBeUndefined();
    });

    test('all are listed, each once, and none that is gone', async () => {
      const blobs = await open();
      const put: string[] = [];
      // Not all at once: who has to wait too long for a database is refused.
      for (let nth = 0; nth < 510; nth += 30)
        put.push(...(await Promise.all(Array.from({ length: 30 }, (_, at) => blobs.put(Buffer.from(`tệp ${nth + at}`))))));
      await blobs.remove(put.pop() ?? '');
      const listed: string[] = [];
      for await (const hash of blobs.hashes()) listed.push(hash);
      expect(listed.sort()).toEqual(put.sort());
    });

    test('what is no hash is refused', async () => {
      const blobs = await open();
      for (const name of ['', '../../etc/passwd', 'A'.repeat(64)]) await expect(blobs.get(name)).rejects.toThrow(BlobDamaged);
    });
  });
};
