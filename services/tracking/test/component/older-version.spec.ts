import { randomUUID } from 'node:crypto';
import { type Collection, declarationOf, ReadModelsUnavailable } from '@motcua/read-models';
import { checkHash, tokenHashOf } from '@motcua/sealing';
import { afterEach, expect, test, vi } from 'vitest';
import { statusProjection } from '../../src/projections/status/index.ts';
import { newPerson, type Person } from '../dossier-life.ts';
import { directoryWith } from '../published.ts';
import { type Kept, nothingKept, openWorld, type World } from './world.ts';

let world: World | undefined;
afterEach(() => world?.stop());

const [older, present] = [4_000, 5_000];
const named = { vi: 'UBND xã Bình Mẫu', en: 'Bình Mẫu Commune' };

/** As version 4 stored them: names without counters and cut-offs, a status without when it was received. */
const documentsOf4 = ({ dossierId, token, code, requestCode }: Person) => {
  const names = { officers: {}, agencies: { 'H53.12': named }, units: {}, procedures: {}, steps: {} };
  const at = '2026-11-23T09:00:00.000+07:00';
  const procedure = { code: '1.001193', name: { vi: 'Đăng ký khai sinh', en: 'Birth registration' }, version: 1 };
  const lookup = { maskedName: 'T. T. T. An', salt: 'salt', checks: [checkHash('salt', '4567')] };
  const filed = { receivedAt: at, procedure, tokenHash: tokenHashOf(token), generation: 1, lookup };
  const worked = { state: 'submitted', since: at, procedure, agency: { code: 'H53.12', name: named }, answerBy: at, code };
  const view = (language: 'vi' | 'en') =>
    JSON.stringify({
      code,
      requestCode,
      procedure: { ...procedure, name: procedure.name[language] },
      applicant: lookup.maskedName,
      stage: { state: 'submitted', nationalCode: 1, name: 'Mới nộp', since: at },
      next: { who: 'officer', what: 'Bộ phận một cửa xem và trả lời.', by: at },
      timeline: [{ at, event: 'DossierOpened', title: 'Hồ sơ đã đến bộ phận một cửa' }],
      stale: false,
    });
  return [
    { id: 'directory-H53', state: JSON.stringify({ kind: 'names', versions: [{ position: 1, names }] }), keys: { names: 1 } },
    {
      id: dossierId,
      state: JSON.stringify({ kind: 'status', id: dossierId, requestCode, filed, worked, told: [], done: [] }),
      rendered: `${view('vi')}\n${view('en')}`,
      keys: { token: tokenHashOf(token), code, request: requestCode },
    },
  ];
};

/** Version 4 serves, and goes on serving until `letSwitch`: the present one is filled, but cannot be switched to. Outlives a stop. */
const version4With = async (person: Person) => {
  const { stores, models } = nothingKept();
  const open = (version: number): Promise<Collection> => models.open(declarationOf(statusProjection(), version));
  await (await open(older)).apply({ upserts: documentsOf4(person), deletes: [], checkpoints: {}, expected: {} });
  await models.activate('tracking-status', older);
  let maySwitch = false;
  const activate: typeof models.activate = async (name, version) => {
    if (!maySwitch) throw new ReadModelsUnavailable('not yet');
    await models.activate(name, version);
  };
  const close = async (): Promise<void> => undefined;
  const kept: Kept = { stores: { ...stores, tracking: { ...stores.tracking, close } }, models: { ...models, activate, close } };
  return {
    kept,
    filledNow: () => open(present),
    letSwitch: () => {
      maySwitch = true;
    },
  };
};

/** The commune's directory; events name it without its English name, which only the directory has. */
const publishDirectory = ({ append }: World) => append('workflow', 'directory-H53', directoryWith('0276 000 0012'));
const agencyIn = async ({ call }: World, token: string) =>
  ((await call('GET', '/status', { token, headers: { 'accept-language': 'en' } })).body as { holder?: { agency: string } }).holder?.agency;

test('what version 4 stored is shown until the present version is filled, which then takes its place', async () => {
  const person = newPerson(randomUUID());
  const { kept, letSwitch } = await version4With(person);
  world = await openWorld({}, kept);
  await publishDirectory(world);
  const { call, running } = world;
  expect(await call('GET', '/status', { token: person.token })).toMatchObject({ status: 200, body: { applicant: 'T. T. T. An' } });
  const page = await fetch(`${running.url}/tra-cuu`, { method: 'POST', body: new URLSearchParams({ code: person.code, check: '4567' }) });
  expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('T. T. T. An')]);
  expect((await call('GET', `/stages/${person.code}`)).status).toBe(200);

  const dossier = await world.newDossier();
  await dossier.tell(dossier.life.dossier.opened, dossier.life.dossier.accepted);
  letSwitch();
  await vi.waitFor(async () => expect(await agencyIn(world as World, dossier.token)).toBe(named.en), 10_000);
});

test('a start amid the first filling knows the names that were published before it', async () => {
  const { kept, filledNow, letSwitch } = await version4With(newPerson(randomUUID()));
  const before = await openWorld({}, kept);
  await publishDirectory(before);
  const filled = await filledNow();
  await vi.waitFor(async () => expect(await filled.get('directory-H53')).toBeDefined(), 10_000);
  await before.stop();
  // Only what this version has folded itself can name anything then.
  await (await kept.models.open(declarationOf(statusProjection(), older))).apply({
    upserts: [],
    deletes: ['directory-H53'],
    checkpoints: {},
    expected: {},
  });

  world = await openWorld({}, kept);
  const dossier = await world.newDossier();
  await dossier.tell(dossier.life.dossier.opened, dossier.life.dossier.accepted);
  letSwitch();
  await vi.waitFor(async () => expect(await agencyIn(world as World, dossier.token)).toBe(named.en), 10_000);
});
