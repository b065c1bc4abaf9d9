import { z } from 'zod';

/** RFC 3339 with an offset; ours are written with +07:00. */
export const Instant = z.iso.datetime({ offset: true });
export const DossierId = z.uuid();
/** Compact JWE (RFC 7516), `dir` + A256GCM under the dossier's data key, `kid` = dossier id. */
export const Jwe = z.string().regex(/^[\w-]+\.\.[\w-]+\.[\w-]*\.[\w-]+$/);
/** `G15…`-like province codes and their offices: `H53`, `H53.12`. */
export const AgencyCode = z.string().regex(/^[A-Z]\d{1,3}(\.\d{1,4}){0,3}$/);
/** Code of a procedure in the national catalogue: `1.001193`. */
export const ProcedureCode = z.string().regex(/^\d{1,2}\.\d{6}$/);
export const Slug = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
  .max(64);
export const Hash = z.string().regex(/^[0-9a-f]{64}$/);
export const Language = z.enum(['vi', 'en']);
export const Channel = z.enum(['web', 'zalo', 'counter', 'assisted', 'post']);
export const OfficerId = z.string().min(1).max(128);

/** A name as it was published when the event happened: in Vietnamese, and in English, which events of before 27/11/2026 may lack. */
const names = { name: z.string(), nameEn: z.string().optional() };
/** A unit or a step. */
export const Named = z.object({ key: Slug, ...names });
export type Named = z.infer<typeof Named>;
export const AgencyRef = z.object({ code: AgencyCode, ...names });
export type AgencyRef = z.infer<typeof AgencyRef>;
export const ProcedureRef = z.object({ code: ProcedureCode, ...names, version: z.int().positive() });
export type ProcedureRef = z.infer<typeof ProcedureRef>;
/** A paper of the procedure, by its code there, as the dossier's version called it. */
export const PaperRef = z.object({ code: Slug, ...names });
export type PaperRef = z.infer<typeof PaperRef>;

/** What became of the time limit; the first two while it runs, the others once it has ended. */
export const Standing = z.enum(['inTime', 'overdue', 'early', 'onTime', 'late']);
export type Standing = z.infer<typeof Standing>;

export const DossierState = z.enum([
  'submitted',
  'accepted',
  'refused',
  'inProgress',
  'awaitingSupplement',
  'awaitingPayment',
  'withdrawn',
  'suspended',
  'stopped',
  'resolved',
  'returned',
]);
export type DossierState = z.infer<typeof DossierState>;

/** State → code of the national list (1 Mới đăng ký … 10 Đã trả kết quả); source: domain reference, TT 03/2025 practice. */
export const nationalCodeOf: Readonly<Record<DossierState, number>> = {
  submitted: 1,
  accepted: 2,
  refused: 3,
  inProgress: 4,
  awaitingSupplement: 5,
  awaitingPayment: 6,
  withdrawn: 7,
  suspended: 8,
  stopped: 8,
  resolved: 9,
  returned: 10,
};

/** Where an answer's position stands in the log of a service: `intake:123`. Opaque to callers. */
export const PositionToken = z.string().regex(/^(intake|workflow|notify|tracking):\d{1,16}$/);
