import { memoryEventStore, type Recorded } from '@motcua/es';
import { memoryKeys } from '@motcua/keys';
import { expect, test } from 'vitest';
import { repeatErasures } from './repeat-erasures.ts';

const subject = 'a'.repeat(64);
const [first, second] = ['0198c0de-0000-8000-8000-000000000001', '0198c0de-0000-8000-8000-000000000002'];

const erasedPerson = async () => {
  const keys = memoryKeys();
  await keys.create(first, subject);
  await keys.create(second, subject);
  await keys.destroySubject(subject, new Date('2026-11-24T01:00:00Z'));
  return keys;
};
const told = async (store: ReturnType<typeof memoryEventStore>): Promise<readonly Recorded[]> => store.readAll({ after: 0, limit: 100 });

test('an erasure that the restored store knows nothing of is told again, once', async () => {
  const [keys, store] = [await erasedPerson(), memoryEventStore()];
  const repeat = repeatErasures({ keys, store });
  expect([await repeat(), await repeat()]).toEqual([1, 0]);
  expect(await told(store)).toMatchObject([
    {
      stream: `subject-${subject}`,
      type: 'PersonalDataErased.v1',
      data: { subjectId: subject, dossiers: [first, second], erasedAt: '2026-11-24T08:00:00.000+07:00' },
    },
  ]);
});

test('only the dossiers that nobody was told of are named', async () => {
  const [keys, store] = [await erasedPerson(), memoryEventStore()];
  const metadata = { at: '2026-11-24T08:00:00.000+07:00', actor: 'officer:x', correlationId: subject, causationId: 'x' };
  const data = { subjectId: subject, dossiers: [first], erasedAt: metadata.at, legalBasis: 'x', by: 'x' };
  await store.append(`subject-${subject}`, [{ id: second, type: 'PersonalDataErased.v1', data, metadata }], 'absent');
  await repeatErasures({ keys, store })();
  expect((await told(store)).at(-1)).toMatchObject({ revision: 1, data: { dossiers: [second] } });
});

test('where nobody was erased nothing is written', async () => {
  const store = memoryEventStore();
  expect(await repeatErasures({ keys: memoryKeys(), store })()).toBe(0);
  expect(await told(store)).toEqual([]);
});
