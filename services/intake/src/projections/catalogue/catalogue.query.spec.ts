import { demoCalendars } from '@motcua/demo';
import type { RunningProjection, StoredDocument } from '@motcua/read-models';
import { expect, test } from 'vitest';
import { followCatalogue } from './catalogue.query.ts';

const [calendar] = demoCalendars;
const stored = (version: number) =>
  ({ id: 'calendar-2026', rendered: JSON.stringify({ kind: 'calendar', version, definition: calendar }) }) as unknown as StoredDocument;

/** A read model that answers only when it is let. */
const slowProjection = () => {
  let applied: (ids: readonly string[]) => void = () => undefined;
  const answer = Promise.withResolvers<void>();
  const collection = {
    find: async () => ({ items: [stored(1)] }),
    getMany: async () => {
      await answer.promise;
      return new Map([['calendar-2026', stored(2)]]);
    },
  };
  const projection = {
    collection: () => collection,
    onApplied: (listener: typeof applied) => {
      applied = listener;
      return () => undefined;
    },
  } as unknown as RunningProjection;
  return { projection, apply: () => applied(['calendar-2026']), answer: answer.resolve };
};

test('what was applied is handed over before whoever waits for it goes on', async () => {
  const { projection, apply, answer } = slowProjection();
  const versions: number[] = [];
  const failed = (error: unknown) => expect.fail(String(error));
  const followed = await followCatalogue(projection, (documents) => versions.push(...documents.map(({ version }) => version)), failed);
  expect(versions).toEqual([1]);
  apply();
  const waited = followed.handedOver().then(() => [...versions]);
  answer();
  expect(await waited).toEqual([1, 2]);
});
