export type ToCheckpointer = 'checkpoint' | 'close';

export type FromCheckpointer =
  /** What of the log the file had not, it has now; so many frames the log has in all, as long as nobody begins it anew. */
  { readonly kind: 'moved'; readonly framesInLog: number } | { readonly kind: 'closed' };
