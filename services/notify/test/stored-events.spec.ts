import { readdirSync, readFileSync } from 'node:fs';
import { notifyCodec } from '@motcua/contracts';
import { expect, test } from 'vitest';

const folder = new URL('./fixtures/events/', import.meta.url);
const stored = (type: string): unknown => JSON.parse(readFileSync(new URL(`${type}.json`, folder), 'utf8'));

test('every stored type has a recorded fixture, and no fixture is without its type', () => {
  expect(readdirSync(folder).sort()).toEqual(
    Object.keys(notifyCodec)
      .map((type) => `${type}.json`)
      .sort(),
  );
});
test.each(Object.keys(notifyCodec))('%s, as it was stored, still reads', (type) => {
  expect(notifyCodec[type]?.parse(stored(type))).toStrictEqual(stored(type));
});
