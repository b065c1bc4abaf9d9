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
/** Long enough not to stand in compressed bytes by chance: looked for everywhere, since what looks like a stream to us need not be one to a reader. */
const activeAnywhere = /\/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia|SubmitForm|ImportData)\b/;
const encrypted = /\/Encrypt\b/;
const page = /\/Type\s*\/Page\b(?!s)/g;
const lineEnd = /^\r?\n/;

/** The file taken apart in one pass: what stands outside streams, and each stream with what its own object says of it. */
interface Parts {
  readonly outside: string;
  readonly streams: readonly { readonly before: string; readonly start: number; readonly end: number }[];
}

/** Only `indexOf`, always onwards: a file made of nothing but beginnings of streams takes no longer than any other. */
const partsOf = (text: string): Parts => {
  const outside: string[] = [];
  const streams: Parts['streams'][number][] = [];
  let from = 0;
  for (let at = text.indexOf('stream'); at >= 0; at = text.indexOf('stream', at + 6)) {
    const newline = lineEnd.exec(text.slice(at + 6, at + 8))?.[0];
    if (newline === undefined || text.startsWith('end', at - 3)) continue;
    const start = at + 6 + newline.length;
    const end = text.indexOf('endstream', start);
    if (end < 0) break;
    const before = plainNames(text.slice(from, at));
    outside.push(before);
    streams.push({ before: before.slice(before.lastIndexOf('obj') + 3), start, end });
    from = end + 'endstream'.length;
    at = from - 6;
  }
  outside.push(plainNames(text.slice(from)));
  return { outside: outside.join(' stream endstream '), streams };
};

/** What stands in compressed object streams: that is where newer writers keep the objects, and where an attacker would. */
const unpackedObjects = (bytes: Buffer, { streams }: Parts): string | undefined => {
  const parts: string[] = [];
  let total = 0;
  for (const { before, start, end } of streams) {
    // Readers go by `/First`, whatever the type says.
    if (!/\/(?:ObjStm|First)\b/.test(before)) continue;
    try {
      const plain = inflateSync(bytes.subarray(start, end), { maxOutputLength: Math.max(1, mostUnpacked - total) });
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
  const parts = partsOf(text);
  if (encrypted.test(parts.outside)) return 'encrypted';
  const packed = unpackedObjects(bytes, parts);
  if (packed === undefined) return 'active';
  const all = `${parts.outside}\n${plainNames(packed)}`;
  const everything = plainNames(text);
  if (encrypted.test(all) || encrypted.test(everything)) return 'encrypted';
  if (active.test(all) || activeAnywhere.test(everything)) return 'active';
  const pages = all.match(page)?.length ?? 0;
  if (pages === 0) return 'damaged';
  return pages > mostPages ? 'tooLong' : 'ok';
};
