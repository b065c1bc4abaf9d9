import { parentPort } from 'node:worker_threads';
import sharp from 'sharp';
import type { CleanDone, CleanJob } from './papers.messages.ts';
import { checkPdf } from './pdf-check.ts';

// One core is enough for papers; the others serve citizens. Nothing decoded is kept.
sharp.concurrency(1);
sharp.cache(false);

const mostPixels = 60_000_000;
/** A4 at 300 dpi has 2,480 × 3,508. */
const longestSide = 4_000;

const cleanImage = async (bytes: Buffer, mediaType: CleanJob['mediaType']): Promise<Uint8Array> => {
  const image = sharp(bytes, { limitInputPixels: mostPixels, failOn: 'error', sequentialRead: true })
    .autoOrient()
    .resize({ width: longestSide, height: longestSide, fit: 'inside', withoutEnlargement: true })
    .timeout({ seconds: 20 });
  // Without `withMetadata` nothing of EXIF, GPS, XMP or comments is written.
  return mediaType === 'image/png' ? image.png().toBuffer() : image.jpeg({ quality: 85 }).toBuffer();
};

const clean = async ({ id, mediaType, bytes }: CleanJob): Promise<CleanDone> => {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (mediaType === 'application/pdf') {
    const verdict = checkPdf(buffer);
    return verdict === 'ok' ? { id, ok: true, bytes } : { id, ok: false, reason: verdict };
  }
  try {
    return { id, ok: true, bytes: await cleanImage(buffer, mediaType) };
  } catch (error) {
    return { id, ok: false, reason: error instanceof Error && error.message.includes('pixel limit') ? 'tooManyPixels' : 'damaged' };
  }
};

const port = parentPort;
if (!port) throw new Error('papers are looked at in a thread of their own');
// One after the other: a burst of photos must not fill the memory with decoded pixels.
let last: Promise<unknown> = Promise.resolve();
port.on('message', (job: CleanJob) => {
  last = last.then(async () => port.postMessage(await clean(job)));
});
