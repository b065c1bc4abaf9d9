import { readdirSync, readFileSync } from 'node:fs';
import { intakeCodec } from '@motcua/contracts';
import { expect, test } from 'vitest';

const folder = new URL('./fixtures/events/', import.meta.url);
const files = readdirSync(folder);
/** `SubmissionFiled.v1.english-names.json`: a type, and after it what this recording has that the first one had not. */
const typeOf = (file: string): string => file.split('.').slice(0, 2).join('.');

test('every type that intake stores has a recorded event, and nothing else is recorded', () =>
  expect([...new Set(files.map(typeOf))].sort()).toEqual(Object.keys(intakeCodec).sort()));

test.each(files)('%s as it was recorded is still read, whole', (file) => {
  const data: unknown = JSON.parse(readFileSync(new URL(file, folder), 'utf8'));
  expect(intakeCodec[typeOf(file)]?.parse(data)).toEqual(data);
});
