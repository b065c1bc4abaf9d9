import { randomUUID } from 'node:crypto';
import { type DossierEvent, type PublicEvent, trackingCodec } from '@motcua/contracts';
import { codec, commandHandler, memoryEventStore, type Recorded } from '@motcua/es';
import { expect, test } from 'vitest';
import { lifeOf, newPerson } from '../../test/dossier-life.ts';
import { publicLog } from '../domain/public-log/public-log.decider.ts';
import { logPublicly } from './log-publicly.ts';

test('is recorded at the time of its own clock, and tells the time of what happened', async () => {
  const store = memoryEventStore();
  const log = commandHandler({ store, codec: codec<PublicEvent>(trackingCodec), decider: publicLog, cacheSize: 10 });
  const person = newPerson(randomUUID());
  const { opened } = lifeOf(person).dossier;
  const id = randomUUID();
  const metadata = { at: '2026-11-23T09:10:00.000+07:00', actor: 'tiep-nhan', correlationId: id, causationId: id };
  const event = { ...opened, id, metadata, stream: `dossier-${person.dossierId}`, revision: 0, position: 1, hash: '', previous: '' };

  const now = '2026-11-23T09:00:02.000+07:00';
  await logPublicly({ log, now: () => now })(event as Recorded<DossierEvent>);
  expect(await store.readAll({ after: 0, limit: 10 })).toMatchObject([{ metadata: { at: now }, data: { at: opened.data.at } }]);
});
