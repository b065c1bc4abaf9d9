import { readdirSync, readFileSync } from 'node:fs';
import { intakeCodec } from '@motcua/contracts';
import { expect, test } from 'vitest';

const folder = new URL('./fixtures/events/', import.meta.url);
const fixtureOf = (type: string): unknown => JSON.parse(readFileSync(new URL(`${type}.json`, folder), 'utf8'));

test('every type that intake stores has a recorded event, and nothing else is recorded', () => {
  expect(readdirSync(folder).sort()).toEqual(
    Object.keys(intakeCodec)
      .map((type) => `${type}.json`)
      .sort(),
  );
});

test.each(Object.keys(intakeCodec))('%s as it was recorded is still read, whole', (type) => {
  const data = fixtureOf(type);
  expect(intakeCodec[type]?.parse(data)).toEqual(data);
});
