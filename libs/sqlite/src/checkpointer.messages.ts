export type ToCheckpointer = 'checkpoint' | 'close';

/** What of the log the file had not, it has now. */
export interface FromCheckpointer {
  /** So many the log has in all, as long as nobody begins it anew. */
  readonly framesInLog: number;
}
