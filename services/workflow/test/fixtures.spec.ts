import { readdirSync, readFileSync } from 'node:fs';
import { workflowCodec } from '@motcua/contracts';
import { expect, test } from 'vitest';

const folder = new URL('./fixtures/events/', import.meta.url);
const files = readdirSync(folder);
/** `SupplementRequested.v1.english-names.json`: a type, and after it what this recording has that the first one had not. */
const typeOf = (file: string): string => file.split('.').slice(0, 2).join('.');

/** As stored once; never edited. A new version, or a new field, gets a new file beside the old one. */
test.each(files)('%s still reads, whole', (file) => {
  const stored = JSON.parse(readFileSync(new URL(file, folder), 'utf8'));
  expect(workflowCodec[typeOf(file)]?.parse(stored)).toMatchObject(stored);
});

test('every stored type has its fixture', () =>
  expect([...new Set(files.map(typeOf))].sort()).toStrictEqual(Object.keys(workflowCodec).sort()));
