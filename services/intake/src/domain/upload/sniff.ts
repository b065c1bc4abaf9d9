import type { DocumentRef } from '@motcua/contracts';

type MediaType = DocumentRef['mediaType'];

const startsWith = (bytes: Uint8Array, magic: readonly number[]): boolean => magic.every((byte, index) => bytes[index] === byte);

/** What the content is, whatever name and label say; undefined for everything but PDF, JPEG and PNG. */
export const sniff = (bytes: Uint8Array): MediaType | undefined => {
  if (startsWith(bytes, [0x25, 0x50, 0x44, 0x46, 0x2d])) return 'application/pdf';
  if (startsWith(bytes, [0xff, 0xd8, 0xff])) return 'image/jpeg';
  if (startsWith(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return 'image/png';
  return undefined;
};
