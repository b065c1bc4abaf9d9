import type { PdfVerdict } from './pdf-check.ts';

export interface CleanJob {
  readonly id: number;
  readonly mediaType: 'application/pdf' | 'image/jpeg' | 'image/png';
  readonly bytes: Uint8Array;
}
export type CleanDone =
  | { readonly id: number; readonly ok: true; readonly bytes: Uint8Array }
  | { readonly id: number; readonly ok: false; readonly reason: Exclude<PdfVerdict, 'ok'> | 'tooManyPixels' };
