import { attribute, type Html, html } from '../html.ts';
import type { Language } from '../language.ts';
import type { ControlState } from './controls.ts';
import { given, type Posted } from './posted.ts';

/** So many rows can be filled in; without script they are all there, empty ones are left out when read. */
export const mostRows = 20;
/** So many stand open; the others are folded away, since most need no more. */
const openRows = 3;

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

const more = {
  vi: `Thêm dòng (đến ${mostRows} dòng)`,
  en: `More rows (up to ${mostRows})`,
} as const;

/** All rows, those after the first few under a fold, which is open where one of them was filled in. */
function rowList(state: ControlState, posted: Posted, language: Language, row: (index: number) => Html): Html {
  const list = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => row(from + index));
  const inFold = (name: string): boolean => Number(name.slice(state.name.length + 1).split('#')[0]) >= openRows;
  const isUsed = Object.keys(posted).some((name) => name.startsWith(`${state.name}#`) && inFold(name) && given(posted, name) !== '');
  return html`<ol class="rows" id="${state.name}" tabindex="-1">${list(0, openRows)}</ol><details class="fold"${attribute('open', isUsed)}><summary>${more[language]}</summary><ol class="rows" start="${openRows + 1}">${list(openRows, mostRows)}</ol></details>`;
}

export const memberRows = (state: ControlState, posted: Posted, language: Language): Html =>
  rowList(state, posted, language, (row) => {
    const cells = memberColumns.map(({ key, label, inputMode }) => {
      const name = `${state.name}#${row}#${key}`;
      return cell(name, label[language], given(posted, name), inputMode);
    });
    return html`<li><div class="pair">${cells}</div></li>`;
  });

const lineWords = {
  vi: { name: 'Ngành, nghề', main: 'Đây là ngành chính' },
  en: { name: 'Line of business', main: 'This is the main one' },
} as const;

export function lineRows(state: ControlState, posted: Posted, language: Language): Html {
  const main = given(posted, `${state.name}#main`) || '0';
  return rowList(state, posted, language, (row) => {
    const [name, code] = [`${state.name}#${row}#name`, `${state.name}#${row}#code`];
    return html`<li>${cell(name, `${lineWords[language].name} ${row + 1}`, given(posted, name))}<input type="hidden" name="${code}" value="${given(posted, code)}"><label class="option"><input type="radio" name="${state.name}#main" value="${row}"${attribute('checked', main === String(row))}>${lineWords[language].main}</label></li>`;
  });
}
