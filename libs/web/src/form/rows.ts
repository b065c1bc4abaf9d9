import { attribute, type Html, html } from '../html.ts';
import type { Language } from '../language.ts';
import type { ControlState } from './controls.ts';
import { given, type Posted } from './posted.ts';

/** So many rows are shown; without script they are all there, empty ones are left out when read. */
export const rowCount = 3;

export interface Column {
  readonly key: string;
  readonly label: Readonly<Record<Language, string>>;
  readonly inputMode?: string;
  readonly isNumber?: boolean;
  readonly isDate?: boolean;
}

export const memberColumns: readonly Column[] = [
  { key: 'fullName', label: { vi: 'Họ, chữ đệm, tên', en: 'Full name' } },
  { key: 'birthDate', label: { vi: 'Ngày sinh (ngày/tháng/năm)', en: 'Date of birth (d/m/y)' }, isDate: true },
  { key: 'nationalId', label: { vi: 'Số định danh (12 số)', en: 'National id (12 digits)' }, inputMode: 'numeric' },
  { key: 'relation', label: { vi: 'Quan hệ với chủ hộ', en: 'Relation to the owner' } },
  { key: 'share', label: { vi: 'Phần góp (đồng)', en: 'Share (đồng)' }, inputMode: 'numeric', isNumber: true },
];

const cell = (name: string, label: string, value: string, inputMode?: string): Html =>
  html`<label>${label}<input type="text" name="${name}" id="${name}" value="${value}" maxlength="200"${attribute('inputmode', inputMode)}></label>`;

export function memberRows(state: ControlState, posted: Posted, language: Language): Html {
  return html`<ol class="rows" id="${state.name}" tabindex="-1">${Array.from(
    { length: rowCount },
    (_, row) =>
      html`<li><div class="pair">${memberColumns.map(({ key, label, inputMode }) => {
        const name = `${state.name}#${row}#${key}`;
        return cell(name, label[language], given(posted, name), inputMode);
      })}</div></li>`,
  )}</ol>`;
}

const lineWords = {
  vi: { name: 'Ngành, nghề', main: 'Đây là ngành chính' },
  en: { name: 'Line of business', main: 'This is the main one' },
} as const;

export function lineRows(state: ControlState, posted: Posted, language: Language): Html {
  const main = given(posted, `${state.name}#main`) || '0';
  return html`<ol class="rows" id="${state.name}" tabindex="-1">${Array.from({ length: rowCount }, (_, row) => {
    const name = `${state.name}#${row}#name`;
    return html`<li>${cell(name, `${lineWords[language].name} ${row + 1}`, given(posted, name))}<input type="hidden" name="${state.name}#${row}#code" value="${given(posted, `${state.name}#${row}#code`)}"><label class="option"><input type="radio" name="${state.name}#main" value="${row}"${attribute('checked', main === String(row))}>${lineWords[language].main}</label></li>`;
  })}</ol>`;
}
