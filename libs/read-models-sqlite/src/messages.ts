import type { Checkpoints, KeyValue } from '@motcua/read-models';

/** What goes to the writer's thread: flat arrays, since copying objects one by one costs more than storing them. */
export interface ApplyRequest {
  readonly table: string;
  readonly collection: string;
  readonly columns: readonly string[];
  readonly ids: readonly string[];
  readonly states: readonly string[];
  readonly rendered: readonly (string | null)[];
  readonly progress: readonly (string | null)[];
  /** Keys of no index, as JSON. */
  readonly others: readonly (string | null)[];
  /** Row after row, `columns.length` each. */
  readonly keys: readonly KeyValue[];
  readonly deletes: readonly string[];
  readonly checkpoints: Checkpoints;
  readonly expected: Checkpoints;
}

export type Work =
  | { readonly kind: 'apply'; readonly request: ApplyRequest }
  | { readonly kind: 'create'; readonly collection: CollectionRow; readonly statements: readonly string[] }
  | { readonly kind: 'activate'; readonly name: string; readonly version: number }
  | { readonly kind: 'drop'; readonly name: string; readonly version: number; readonly table: string; readonly collection: string }
  | { readonly kind: 'close' };

/** A collection as the file knows it; `columns` are the keys of its indexes, in the order of the table's key columns. */
export interface CollectionRow {
  readonly name: string;
  readonly version: number;
  readonly columns: readonly string[];
}

export type ToWriter = Work & { readonly id: number };
export type FromWriter =
  | { readonly ready: true }
  | { readonly refused: string }
  | { readonly id: number; readonly done: boolean }
  | { readonly id: number; readonly failed: string };
