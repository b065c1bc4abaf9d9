import type { Binary, IndexDescription } from 'mongodb';

/** One id: its key while it lives, and what is left of it. One document, so that making and destroying a key can never both win. */
export interface KeyRow {
  readonly _id: string;
  /** Absent for uploads. */
  readonly subject?: string;
  /** Under the master key; absent once it was destroyed or removed. */
  readonly wrapped?: Binary;
  /** Of a dossier: when its filing was last begun. Absent in rows of before, and in restored ones. */
  readonly begunAt?: Date;
  /** When the key of an upload was made, while it has one. */
  readonly uploadedAt?: Date;
  /** When an erasure destroyed it. */
  readonly erasedAt?: Date;
}

/** The id of the row that tells whether the master key is the one these keys are wrapped with. */
export interface CheckRow {
  readonly _id: 'master-key';
  readonly wrapped: Binary;
}

export const keyIndexes: readonly IndexDescription[] = [
  { name: 'by-subject', key: { subject: 1, _id: 1 }, partialFilterExpression: { subject: { $exists: true } } },
  { name: 'by-upload', key: { uploadedAt: 1, _id: 1 }, partialFilterExpression: { uploadedAt: { $exists: true } } },
  { name: 'by-erasure', key: { erasedAt: 1, _id: 1 }, partialFilterExpression: { erasedAt: { $exists: true } } },
];
