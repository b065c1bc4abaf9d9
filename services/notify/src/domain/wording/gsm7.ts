/** GSM 03.38 default alphabet without its extension table: one septet each, so characters count as they are. */
const alphabet = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);

/** One unsegmented SMS holds so many septets. */
export const smsLimit = 160;

/** Septets of a text, or undefined where one of its characters would turn the whole message into UCS-2 (70 characters). */
export const gsm7Length = (text: string): number | undefined => ([...text].every((c) => alphabet.has(c)) ? [...text].length : undefined);

/** Vietnamese without its marks, in characters that every phone shows and every gateway bills as one septet. */
export const unaccented = (text: string): string =>
  [...text.replaceAll('đ', 'd').replaceAll('Đ', 'D').normalize('NFD').replace(/\p{M}/gu, '').replace(/[–—]/g, '-').replace(/\s+/g, ' ')]
    .filter((c) => c >= ' ' && c <= '~' && alphabet.has(c))
    .join('')
    .trim();

/** At most `max` characters, cut at a word where there is one; a cut text never ends in a joint. */
export const cutAtWord = (text: string, max: number): string => {
  if (text.length <= max) return text;
  const head = text.slice(0, max + 1);
  const space = head.lastIndexOf(' ');
  return (space > 0 ? head.slice(0, space) : text.slice(0, max)).replace(/[\s,;:(-]+$/, '');
};
