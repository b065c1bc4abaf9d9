import { attribute, type Html, html, type Part } from '../html.ts';
import type { Language } from '../language.ts';
import type { Shown } from './condition.ts';
import { describedBy, hintId, mistakeId } from './controls.ts';

export interface UploadField {
  /** Code of the paper. */
  readonly code: string;
  readonly label: string;
  readonly hint?: Part;
  /** Already received: its upload id goes along again. */
  readonly uploadId?: string | undefined;
  readonly mistake?: string | undefined;
  readonly when?: Shown | undefined;
  readonly language: Language;
}

const words = {
  vi: {
    have: 'Đã nhận ảnh. Chọn ảnh khác nếu muốn thay.',
    formats: 'Chụp ảnh hoặc chọn tệp JPEG, PNG, PDF, đến 20 MB.',
    large: 'Tệp này lớn hơn 20 MB. Xin chọn tệp nhỏ hơn.',
  },
  en: {
    have: 'Photo received. Choose another one to replace it.',
    formats: 'Take a photo or choose a JPEG, PNG or PDF file, up to 20 MB.',
    large: 'This file is larger than 20 MB. Please choose a smaller one.',
  },
} as const;

/** Said of a file beside it, by the page before it is sent and by the server after. */
export const largeFileMistake = (language: Language): string => words[language].large;

export const paperName = (code: string): string => `paper/${code}`;
export const uploadName = (code: string): string => `upload/${code}`;

/** A paper as a photo. JPEG and PNG are asked for, which phones make of HEIC by themselves. */
export function uploadField({ code, label, hint, uploadId, mistake, when, language }: UploadField): Html {
  const name = paperName(code);
  const say = words[language];
  return html`<div class="field${mistake !== undefined && ' bad'}"${attribute('data-when', when === undefined ? undefined : JSON.stringify(when))}><div class="paper"><label class="name" for="${name}">${label}</label>${hint && html`<p class="hint">${hint}</p>`}${
    mistake !== undefined && html`<p class="wrong" id="${mistakeId(name)}">${mistake}</p>`
  }${uploadId !== undefined && html`<p class="have word good">✓ ${say.have}</p><input type="hidden" name="${uploadName(code)}" value="${uploadId}">`}<p class="hint" id="${hintId(name)}">${say.formats}</p><p class="wrong" role="alert" data-large hidden>${say.large}</p><input type="file" id="${name}" name="${name}" accept="image/jpeg,image/png,application/pdf" aria-describedby="${describedBy({ name, hint: say.formats, mistake })}"${attribute('aria-invalid', mistake !== undefined && 'true')}></div></div>`;
}
