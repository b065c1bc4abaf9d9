/** What the thread that owns the key file is asked. One message carries all that waited while it was busy; it is one transaction. */
export interface CreateJob {
  readonly kind: 'create';
  readonly id: string;
  /** Absent for uploads. */
  readonly subject?: string;
  readonly at: number;
}
export interface RemoveJob {
  readonly kind: 'remove';
  readonly ids: readonly string[];
}
export interface DestroyJob {
  readonly kind: 'destroy';
  readonly subject: string;
  readonly at: number;
}
export type Job = CreateJob | RemoveJob | DestroyJob;
export type Done =
  | { readonly kind: 'key'; readonly key: Uint8Array }
  | { readonly kind: 'destroyed' }
  | { readonly kind: 'ofAnother' }
  | { readonly kind: 'removed' }
  | { readonly kind: 'erased'; readonly dossiers: readonly string[] };

export interface WorkerStart {
  readonly file: string;
  readonly ledger: string;
  readonly master: Uint8Array;
}
/** First the worker says `ready` (or `failed` where it cannot open); then one answer per batch, in order. */
export type FromWorker =
  | { readonly kind: 'ready' }
  | { readonly kind: 'done'; readonly done: readonly Done[] }
  | { readonly kind: 'failed'; readonly message: string };
export type ToWorker = { readonly kind: 'batch'; readonly jobs: readonly Job[] } | { readonly kind: 'close' };
