/** What should happen next with a message. A handler answers one of these; it never decides by throwing. */
export type Outcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'retry'; readonly afterMs: number; readonly reason: string }
  | { readonly kind: 'park'; readonly reason: string };

export const done: Outcome = { kind: 'done' };
export const retry = (afterMs: number, reason: string): Outcome => ({ kind: 'retry', afterMs, reason });
export const park = (reason: string): Outcome => ({ kind: 'park', reason });
