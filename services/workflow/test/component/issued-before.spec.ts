import { randomBytes, randomUUID } from 'node:crypto';
import type { DossierEvent } from '@motcua/contracts';
import { eventIdOf } from '@motcua/es';
import { fingerprintOf, uuidFromHmac } from '@motcua/sealing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { acts, officers, openWorld, type World } from './world.ts';

const secret = randomBytes(32);
let world: World;
beforeAll(async () => {
  world = await openWorld({ adapters: { secret } });
});
afterAll(() => world.close());

const at = '2026-11-24T08:00:00.000+07:00';
const bring = [{ code: 'giay-chung-sinh', name: 'Giấy chứng sinh' }];

/** A result as the log has it from when a photo could be one, and a declined one named papers; with the call that caused it. */
const issuedBefore = async (outcome: 'granted' | 'declined') => {
  const { filed, dossier, path } = await world.dossierAfter(acts.accept, acts.forward, acts.first, acts.second);
  const { id: dossierId, documentId } = filed;
  const documents = outcome === 'granted' ? [documentId] : [];
  const body = { outcome, documents, signedBy: 'lanh-dao', number: '12/GKS', ...(outcome === 'declined' ? { reason: 'x' } : {}) };
  const data = { dossierId, at, by: 'lanh-dao' };
  const issued = {
    outcome,
    standing: 'early',
    daysEarly: 2,
    dueAt: at,
    collect: { from: at, place: 'Trung tâm', hours: '' },
    bring,
  } as const;
  const events: readonly DossierEvent[] = [
    { type: 'ResultSigned.v1', data: { ...data, signedBy: 'lanh-dao', outcome, paperOnly: false, documents, sealed: {} } },
    { type: 'ResultNumbered.v1', data: { ...data, number: '12/GKS' } },
    { type: 'ResultIssued.v1', data: { ...data, ...issued, holder: { key: 'mot-cua', name: 'Trung tâm' } } },
  ];
  const key = randomUUID();
  const commandId = uuidFromHmac(secret, `dossiers/${dossierId}/issue-result`, 'lanh-dao', key);
  const fingerprint = fingerprintOf(world.dataKeys.get(dossierId) ?? '', body);
  const metadata = { at, actor: 'officer:lanh-dao', correlationId: dossierId, causationId: commandId, fingerprint };
  const { revision } = await world.store.append(
    `dossier-${dossierId}`,
    events.map((event, index) => ({ ...event, id: eventIdOf(commandId, index), metadata })),
    dossier.revision,
  );
  // The log was written by another process: whoever looks now sees it.
  await world.call('GET', path, { as: officers.head });
  return { path, revision, call: { as: officers.head, body, key, ifMatch: dossier.revision } };
};

test('a result that would be refused today is answered again to whoever repeats its call', async () => {
  const { path, revision, call } = await issuedBefore('granted');
  const again = await world.call('POST', `${path}/issue-result`, call);
  expect([again.status, again.body.revision, again.headers.get('idempotency-replayed')]).toStrictEqual([200, revision, 'true']);
});

test('for a declined result no original is compared, though papers were named when it was issued', async () => {
  const { path, revision } = await issuedBefore('declined');
  const body = { ...acts.hand[2], originals: [] };
  expect((await world.call('POST', `${path}/return-result`, { as: officers.counter, body, ifMatch: revision })).status).toBe(200);
});
