import { z } from 'zod';

const Hash = z.string().regex(/^[0-9a-f]{64}$/);
const whole = z.int().nonnegative();

/** An event, as it stands in the log of any engine. */
export const EventRecord = z.strictObject({
  stream: z.string(),
  revision: whole,
  position: whole,
  id: z.string(),
  type: z.string(),
  data: z.looseObject({}),
  metadata: z.looseObject({ at: z.string(), actor: z.string(), correlationId: z.string(), causationId: z.string() }),
  hash: Hash,
  previous: z.string(),
});

/** A data key under the master key, or what is left of one. */
export const KeyRecord = z.strictObject({
  id: z.string().min(1),
  subject: z.string().exactOptional(),
  wrapped: z.base64().exactOptional(),
  uploadedAt: z.iso.datetime().exactOptional(),
  erasedAt: z.iso.datetime().exactOptional(),
});

/** The ciphertext of an upload under its own hash. */
export const BlobRecord = z.strictObject({ hash: Hash, bytes: z.base64() });

/** A file of the data folder. */
export const FileRecord = z.strictObject({ path: z.string(), bytes: z.base64() });
