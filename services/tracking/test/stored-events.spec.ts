import { readdirSync, readFileSync } from 'node:fs';
import { trackingCodec } from '@motcua/contracts';
import { expect, test } from 'vitest';

const folder = new URL('./fixtures/events/', import.meta.url);
const files = readdirSync(folder);

/** As stored once; never edited. A new version gets a new file beside the old one. */
test.each(files)('%s still reads', (file) => {
  const stored: unknown = JSON.parse(readFileSync(new URL(file, folder), 'utf8'));
  expect(trackingCodec[file.replace(/\.json$/, '')]?.parse(stored)).toEqual(stored);
});

test('every stored type has its fixture', () =>
  expect(files.map((file) => file.replace(/\.json$/, '')).sort()).toStrictEqual(Object.keys(trackingCodec).sort()));
