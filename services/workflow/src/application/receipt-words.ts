import type { Fee } from '../domain/dossier/dossier.commands.ts';

/** `24.000 đồng`; what the province sets is said to be set, never to be free. */
export const feeWords = (fee: Fee | undefined): string => {
  switch (fee?.kind) {
    case 'free':
      return 'Không phải nộp';
    case 'known':
      return `${(fee.amount ?? 0).toLocaleString('de-DE')} đồng`;
    default:
      return 'Theo mức thu của tỉnh';
  }
};
