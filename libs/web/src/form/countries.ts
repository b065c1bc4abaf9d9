import type { Language } from '../language.ts';
import type { Option } from './controls.ts';

const codes = 'VN AU CA CN CZ DE FR GB HK IN JP KH KR LA MY PH PL RU SG TH TW US'.split(' ');

/** Việt Nam first, then the countries that occur most. */
export function countries(language: Language): readonly Option[] {
  const names = new Intl.DisplayNames([language], { type: 'region' });
  return codes.map((value) => ({ value, label: names.of(value) ?? value }));
}
