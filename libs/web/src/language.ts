export type Language = 'vi' | 'en';
export interface Text {
  readonly vi: string;
  readonly en: string;
}

export const say = (text: Text, language: Language): string => text[language];

/** `8.000 đ` · `8,000 đ`. */
export const money = (amount: number, language: Language): string =>
  `${String(amount).replace(/\B(?=(\d{3})+$)/g, language === 'vi' ? '.' : ',')} đ`;
