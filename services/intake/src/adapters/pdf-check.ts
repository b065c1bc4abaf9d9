import { inflateSync } from 'node:zlib';

export type PdfVerdict = 'ok' | 'damaged' | 'encrypted' | 'active' | 'tooLong';

const mostPages = 300;
/** Unpacked object streams beyond this are no scan any more. */
const mostUnpacked = 64 * 1024 * 1024;

/** Names may be written with `#41` escapes; readers undo them, so must we. */
const plainNames = (text: string): string =>
  text.replace(/#([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));

// A scan needs none of these: scripts, programs to start, forms that run, embedded files, media.
const active = /\/(?:JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData|GoToE|Movie|Sound|Rendition)\b/;
const encrypted = /\/Encrypt\b/;
const page = /\/Type\s*\/Page\b(?!s)/g;

/** What stands in compressed object streams: that is where newer writers keep the objects, and where an attacker would. */
const unpackedObjects = (bytes: Buffer, text: string): string | undefined => {
  const parts: string[] = [];
  let total = 0;
  for (const match of text.matchAll(/\/ObjStm\b[\s\S]{0,2000}?stream\r?\n/g)) {
    const start = match.index + match[0].length;
    const end = text.indexOf('endstream', start);
    if (end < 0) return undefined;
    try {
      const plain = inflateSync(bytes.subarray(start, end), { maxOutputLength: mostUnpacked - total });
      total += plain.length;
      parts.push(plain.toString('latin1'));
    } catch {
      // Packed in a way that we do not read: nobody can say what is in it.
      return undefined;
    }
  }
  return parts.join('\n');
};

/** Looks for what a plain scan does not have. Not a virus scanner: the file is only ever handed out as an attachment in a sandbox. */
export const checkPdf = (bytes: Buffer): PdfVerdict => {
  const text = bytes.toString('latin1');
  if (!text.startsWith('%PDF-') || !text.slice(-2_048).includes('%%EOF')) return 'damaged';
  const outside = plainNames(text.replace(/stream\r?\n[\s\S]*?endstream/g, 'stream endstream'));
  if (encrypted.test(outside)) return 'encrypted';
  const packed = unpackedObjects(bytes, text);
  if (packed === undefined) return 'active';
  const all = `${outside}\n${plainNames(packed)}`;
  if (encrypted.test(all)) return 'encrypted';
  if (active.test(all)) return 'active';
  const pages = all.match(page)?.length ?? 0;
  if (pages === 0) return 'damaged';
  return pages > mostPages ? 'tooLong' : 'ok';
};
