import { newDataKey } from '@motcua/sealing';
import { KeyDestroyed, KeyOfAnother, type Keys } from './keys.ts';

type Row = { readonly key: Uint8Array; readonly subject: string | undefined; readonly made: number };

/** Keys in memory, for tests of those who use them. */
export const memoryKeys = (now: () => Date = () => new Date()): Keys => {
  const rows = new Map<string, Row>();
  const destroyed = new Map<string, string | undefined>();
  const erasedAt = new Map<string, string>();
  const make = async (id: string, subject?: string): Promise<Uint8Array> => {
    const row = rows.get(id);
    if (row && row.subject !== subject) throw new KeyOfAnother(id);
    if (row) {
      if (subject !== undefined) rows.set(id, { ...row, made: now().getTime() });
      return row.key;
    }
    if (destroyed.has(id)) throw new KeyDestroyed(id);
    const key = newDataKey();
    rows.set(id, { key, subject, made: now().getTime() });
    return key;
  };
  const ofSubject = (subject: string): string[] => [...rows].flatMap(([id, row]) => (row.subject === subject ? [id] : [])).sort();
  const erasedOf = (subject: string): string[] => [...destroyed].flatMap(([id, of]) => (of === subject ? [id] : [])).sort();
  return {
    create: (dossierId, subjectId) => make(dossierId, subjectId),
    createForUpload: (uploadId) => make(uploadId),
    keysOf: async (ids) => new Map(ids.flatMap((id) => (rows.has(id) ? [[id, (rows.get(id) as Row).key] as const] : []))),
    remove: async (ids) => {
      for (const id of ids) {
        const row = rows.get(id);
        if (row && row.subject === undefined) destroyed.set(id, undefined);
        rows.delete(id);
      }
    },
    uploadsBefore: async (at, limit) =>
      [...rows]
        .filter(([, row]) => row.subject === undefined && row.made < at.getTime())
        .sort(([, a], [, b]) => a.made - b.made)
        .slice(0, limit)
        .map(([id]) => id),
    dossiersOf: async (subjectId) => ofSubject(subjectId),
    createdSince: async (subjectId, at) => ofSubject(subjectId).filter((id) => (rows.get(id) as Row).made >= at.getTime()),
    isDestroyed: async (dossierId) => destroyed.get(dossierId) !== undefined,
    erasures: async () => [...erasedAt].map(([subjectId, at]) => ({ subjectId, dossiers: erasedOf(subjectId), erasedAt: at })),
    destroySubject: async (subjectId, at) => {
      for (const id of ofSubject(subjectId)) {
        rows.delete(id);
        destroyed.set(id, subjectId);
        erasedAt.set(subjectId, at.toISOString());
      }
      return { dossiers: erasedOf(subjectId) };
    },
    close: async () => undefined,
  };
};
