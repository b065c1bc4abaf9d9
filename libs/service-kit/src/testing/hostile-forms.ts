import fc from 'fast-check';
import { hostileText } from './hostile-values.ts';

/** The body of a request, with its media type. */
export interface Posted {
  readonly type: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

const jpeg = Buffer.from('ffd8ffe000104a46494600010100000100010000ffd9', 'hex');
/** Headers of files that are allowed, of some that are not, and what only begins like one. */
const contents = fc.oneof(
  fc.constantFrom(
    jpeg,
    jpeg.subarray(0, 3),
    Buffer.from('%PDF-1.7\n%%EOF'),
    Buffer.from('GIF89a'),
    Buffer.from('<svg onload=x>'),
    Buffer.alloc(0),
  ),
  fc.uint8Array({ maxLength: 2_000 }).map((bytes) => Buffer.from(bytes)),
);
/** What a header can carry: a line of its own ends it, which is tried too. */
const inHeader = (text: string): string => text.toWellFormed().replaceAll('"', '%22').slice(0, 2_000);

const part = (names: readonly string[]) =>
  fc.record({
    name: fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...names) }, hostileText),
    filename: fc.option(fc.oneof(fc.constant('anh.jpg'), hostileText)),
    type: fc.option(fc.constantFrom('image/jpeg', 'application/pdf', 'text/html', 'multipart/mixed; boundary=x', 'x', '')),
    content: contents,
  });

const boundary = 'motcua-hostile';

/** Forms with files: with parts that are wanted and others, cut off, without a boundary, with one that is never seen. */
export const hostileMultipart = (names: readonly string[]): fc.Arbitrary<Posted> =>
  fc
    .record({
      parts: fc.array(part(names), { maxLength: 6 }),
      ending: fc.constantFrom(`--${boundary}--\r\n`, `--${boundary}--\r\n`, `--${boundary}--\r\n`, '', `--${boundary}`),
      type: fc.constantFrom(
        ...Array.from({ length: 6 }, () => `multipart/form-data; boundary=${boundary}`),
        'multipart/form-data',
        'multipart/form-data; boundary=another',
      ),
    })
    .map(({ parts, ending, type }) => {
      const pieces = parts.flatMap(({ name, filename, type: media, content }) => [
        `--${boundary}\r\ncontent-disposition: form-data; name="${inHeader(name)}"${filename === null ? '' : `; filename="${inHeader(filename)}"`}\r\n`,
        media === null ? '\r\n' : `content-type: ${media}\r\n\r\n`,
        content,
        '\r\n',
      ]);
      return { type, bytes: new Uint8Array(Buffer.concat([...pieces, ending].map((piece) => Buffer.from(piece as string)))) };
    });

/** Posted forms without files: wanted fields and others, said once or several times. */
export const hostileForm = (names: readonly string[]): fc.Arbitrary<Posted> =>
  fc
    .array(fc.tuple(fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...names) }, hostileText), hostileText), { maxLength: 8 })
    .map((fields) => {
      const pairs = fields.map(([name, value]) => [name.toWellFormed(), value.toWellFormed()] as [string, string]);
      return { type: 'application/x-www-form-urlencoded', bytes: new Uint8Array(Buffer.from(new URLSearchParams(pairs).toString())) };
    });
