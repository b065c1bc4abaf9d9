import { deflateSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { workerPapers } from './papers.ts';
import { checkPdf } from './pdf-check.ts';

const scan = (inside = '', more = ''): Buffer =>
  Buffer.from(
    `%PDF-1.5\n1 0 obj<</Type/Catalog/Pages 2 0 R${inside}>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R>>endobj\n${more}\ntrailer<</Root 1 0 R>>\n%%EOF\n`,
    'latin1',
  );
const script = '/OpenAction<</S/JavaScript/JS(app.alert(1))>>';
const packed = (dictionary: string, text = `9 0 <<${script}>>`): string =>
  `8 0 obj<<${dictionary}>>stream\n${deflateSync(text).toString('latin1')}\nendstream endobj`;

test('a scan with pictures and packed objects is taken', () => {
  const picture = '7 0 obj<</Subtype/Image/Filter/DCTDecode/Length 9>>stream\r\nÿØÿ/JS ÿÙ\r\nendstream endobj';
  expect(checkPdf(scan('', `${picture}\n${packed('/Type/ObjStm/N 1/First 4/Filter/FlateDecode', '9 0 <</A 1>>')}`))).toBe('ok');
  expect(checkPdf(scan('/Outlines 6 0 R', `6 0 obj<</Type/Outlines/First 9 0 R>>endobj\n${picture}`))).toBe('ok');
});

describe('a script is found', () => {
  test.each([
    ['in the open', scan(script)],
    ['with an escaped name', scan('/OpenAction<</S/J#61vaScript/J#53(app.alert(1))>>')],
    ['packed', scan('', packed('/Type/ObjStm/N 1/First 4/Filter/FlateDecode'))],
    ['packed under an escaped type', scan('', packed('/Type/Obj#53tm/N 1/First 4/Filter/FlateDecode'))],
    ['packed under no type', scan('', packed('/N 1/First 4/Filter/FlateDecode'))],
    ['packed behind a long dictionary', scan('', packed(`/Type/ObjStm/N 1/First 4/Filter/FlateDecode/X(${'x'.repeat(3_000)})`))],
    ['packed in a way that we do not read', scan('', '8 0 obj<</Type/ObjStm/Filter/LZWDecode>>stream\nxx\nendstream endobj')],
    ['between comments that look like a stream', scan(`\n% stream\n${script}\n% endstream\n`)],
    ['between texts that look like a stream', scan(`/X(>>\nstream\n)${script}/Y(endstream)`)],
  ])('%s', (_, bytes) => expect(checkPdf(bytes)).toBe('active'));
  test('and so is a lock that looks like a stream', () => {
    expect(checkPdf(scan('', '% stream\ntrailer<</Encrypt 5 0 R>>\n% endstream'))).toBe('encrypted');
  });
});

// Whoever searched each of these backwards or anew from every beginning would need hours. In the thread of the papers, so that the runner can give up.
describe('a file made to keep the thread busy is looked at like any other', () => {
  const papers = workerPapers();
  afterAll(() => papers.close());
  test.each([
    ['beginnings of streams', 'stream\n'.repeat(1_000_000)],
    ['beginnings of packed streams', '/ObjStm stream\n'.repeat(500_000)],
    ['names without end', '/Type '.repeat(1_000_000)],
    ['white space', `/Type${' '.repeat(5_000_000)}`],
  ])('%s: taken', async (_, more) => {
    const bytes = scan('', more);
    expect(await papers.clean(bytes, 'application/pdf')).toHaveLength(bytes.length);
  });
  test('empty packed streams: refused', async () => {
    const bytes = scan('', '1 0 obj<</ObjStm>>stream\nendstream '.repeat(200_000));
    await expect(papers.clean(bytes, 'application/pdf')).rejects.toMatchObject({ reason: 'active' });
  });
});
