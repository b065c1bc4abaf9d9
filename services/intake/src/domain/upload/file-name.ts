import type { DocumentRef } from '@motcua/contracts';

type MediaType = DocumentRef['mediaType'];

const longest = 200;
/** The usual one first. */
const extensions: Readonly<Record<MediaType, readonly [string, ...string[]]>> = {
  'application/pdf': ['pdf'],
  'image/jpeg': ['jpg', 'jpeg'],
  'image/png': ['png'],
};

/** A file's name as its sender calls it, without control and direction characters and never cut inside a character: half of one has no UTF-8. */
export const cleanFileName = (name: string): string =>
  name
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}]/gu, '')
    .slice(0, longest)
    .replace(/\p{Cs}/gu, '');

/** The name under which a file is handed out ends as its content is: a scan called `.hta` or `.exe` must not be started by whoever opens it. */
export const fileNameFor = (name: string, mediaType: MediaType): string => {
  const [usual, ...others] = extensions[mediaType];
  const dot = name.lastIndexOf('.');
  const given = dot < 0 ? '' : name.slice(dot + 1).toLowerCase();
  if (given === usual || others.includes(given)) return name;
  const stem = dot > 0 ? name.slice(0, dot) : name;
  return `${stem.replace(/\p{Cs}/gu, '')}.${usual}`;
};
