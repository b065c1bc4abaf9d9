import { z } from 'zod';
import { AgencyCode, Instant, OfficerId, Slug } from '../values.ts';

const Text = z.strictObject({ vi: z.string(), en: z.string() });

/** Agencies, units and officers with their validity; old papers are never rewritten. */
export const DirectoryDefinition = z.strictObject({
  province: z.string().regex(/^[A-Z]\d{1,3}$/),
  agencies: z.array(
    z.strictObject({
      code: AgencyCode,
      name: Text,
      kind: z.enum(['province', 'department', 'commune']),
      validFrom: z.iso.date(),
      validTo: z.iso.date().optional(),
      successor: AgencyCode.optional(),
      counter: z.strictObject({ name: Text, address: z.string(), phone: z.string(), hours: Text }).optional(),
      units: z.array(z.strictObject({ key: Slug, name: Text, roleInDossier: Text })),
    }),
  ),
  officers: z.array(
    z.strictObject({
      id: OfficerId,
      name: z.string(),
      title: Text,
      agency: AgencyCode,
      units: z.array(Slug),
      validFrom: z.iso.date(),
      validTo: z.iso.date().optional(),
    }),
  ),
});
export type DirectoryDefinition = z.infer<typeof DirectoryDefinition>;

/** Stream `directory-<province>`. */
export const DirectoryPublishedV1 = z.object({ version: z.int().positive(), at: Instant, by: OfficerId, definition: DirectoryDefinition });
export type DirectoryPublished = { type: 'DirectoryPublished.v1'; data: z.infer<typeof DirectoryPublishedV1> };
