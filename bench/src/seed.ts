import { randomInt, randomUUID } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type DirectoryPublished, type ProcedurePublished, type ServiceName, services, streamId } from '@motcua/contracts';
import { type EventStore, eventIdOf, type NewEvent, type Recorded } from '@motcua/es';
import { sqliteEventStore } from '@motcua/es-sqlite';
import { type Keys, sqliteKeys } from '@motcua/keys';
import { sqliteCheckpoints } from '@motcua/read-models-sqlite';
import { trackingToken } from '@motcua/sealing';
import { codeOf, identityOf, lifeOf, type SeedGround, type SeedPlace } from './seeded-life.ts';

const procedureCode = '1.001193';
const agencyCode = 'H53.12';
const unitKey = 'tu-phap-ho-tich';
const counterKey = 'mot-cua';
const perDay = 2_000;
/** Dossiers on their way at once: enough for the stores to sync many together. */
const atOnce = 1_000;

/** Reactors that would do for each seeded dossier what was done long ago: they go on behind what is seeded. */
const reactors: readonly { readonly service: ServiceName; readonly name: string; readonly source: ServiceName }[] = [
  { service: 'workflow', name: 'workflow-intake-v1', source: 'intake' },
  { service: 'notify', name: 'notify-workflow-v1', source: 'workflow' },
  { service: 'tracking', name: 'tracking-workflow-v1', source: 'workflow' },
];

const lastOf = async <E extends { type: string; data: object }>(store: EventStore, stream: string): Promise<E['data']> => {
  let last: Recorded | undefined;
  for await (const event of store.read(stream, { direction: 'backwards', limit: 1 })) last = event;
  if (!last) throw new Error(`nothing is published yet (${stream}): start the system once on this folder`);
  return last.data as E['data'];
};

const groundOf = async (dataDir: string, workflow: EventStore): Promise<SeedGround> => {
  const { version, definition } = await lastOf<ProcedurePublished>(workflow, `procedure-${procedureCode.replaceAll('.', '_')}`);
  const { definition: directory } = await lastOf<DirectoryPublished>(workflow, `directory-${streamId(agencyCode).split('_')[0]}`);
  const agency = directory.agencies.find(({ code }) => code === agencyCode);
  const unit = agency?.units.find(({ key }) => key === unitKey);
  const counter = agency?.units.find(({ key }) => key === counterKey);
  if (!agency || !unit || !counter) throw new Error(`the directory has no ${agencyCode} with ${unitKey}`);
  const secrets = JSON.parse(readFileSync(join(dataDir, 'intake', 'secrets.json'), 'utf8')) as {
    subjects: string;
    codes: string;
    tracking: readonly { id: string; secret: string }[];
  };
  const newest = secrets.tracking[0];
  if (!newest) throw new Error('no tracking secret');
  const bytes = (text: string): Uint8Array => Buffer.from(text, 'base64url');
  return {
    procedure: { version, definition },
    agency: { code: agency.code, name: agency.name.vi },
    unit: { key: unit.key, name: unit.name.vi },
    counter: { key: counter.key, name: counter.name.vi },
    secrets: {
      subjects: bytes(secrets.subjects),
      codes: bytes(secrets.codes),
      tracking: { id: newest.id, secret: bytes(newest.secret) },
    },
  };
};

/** Working days before today, each for so many dossiers, the last ones first; days that are used already are left out. */
const daysBefore = async (workflow: EventStore, count: number): Promise<string[]> => {
  const days: string[] = [];
  for (let back = 1; days.length < count; back++) {
    const date = new Date(Date.now() - back * 86_400_000);
    const day = date.toISOString().slice(0, 10);
    if (date.getUTCDay() === 0 || date.getUTCDay() === 6) continue;
    let used = false;
    for await (const _ of workflow.read(bookOf(day), { limit: 1 })) used = true;
    if (!used) days.push(day);
  }
  return days;
};
const bookOf = (day: string): string => `codebook-${streamId(agencyCode)}-${day.slice(2).replaceAll('-', '')}`;

/** The day's codes, reserved as the counter would have: at most 200 an append. */
const reserve = async (workflow: EventStore, day: string, places: readonly SeedPlace[]): Promise<void> => {
  for (let first = 0; first < places.length; first += 200) {
    const events = places.slice(first, first + 200).map(({ dossierId, sequence }): NewEvent => {
      const id = randomUUID();
      return {
        id,
        type: 'CodeReserved.v1',
        data: { agency: agencyCode, day: day.slice(2).replaceAll('-', ''), sequence, dossierId },
        metadata: { at: `${day}T08:30:00.000+07:00`, actor: 'system:codebook', correlationId: dossierId, causationId: id },
      };
    });
    await workflow.append(bookOf(day), events, first === 0 ? 'absent' : first - 1);
  }
};

interface Stores {
  readonly intake: EventStore;
  readonly workflow: EventStore;
  readonly keys: Keys;
}

const fileDay = async ({ intake, workflow, keys }: Stores, ground: SeedGround, places: readonly SeedPlace[]): Promise<void> => {
  // All keys of the day in few syncs, before the first of them seals anything.
  const made = await Promise.all(places.map((place) => keys.create(place.dossierId, identityOf(ground, place))));
  let next = 0;
  const hand = async (): Promise<void> => {
    for (let index = next++; index < places.length; index = next++) {
      const [place, key] = [places[index], made[index]];
      if (!place || !key) return;
      const { submission, dossier } = lifeOf(ground, place, key);
      await Promise.all([
        intake.append(`submission-${place.dossierId}`, [submission], 'absent'),
        workflow.append(`dossier-${place.dossierId}`, dossier, 'absent'),
      ]);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, hand));
};

/** The tails are disposable: the relay makes new ones near the head instead of sending all that was seeded. */
const dropTails = (dataDir: string): void => rmSync(join(dataDir, 'nats', 'jetstream'), { recursive: true, force: true });

const passReactors = async (dataDir: string, stores: Readonly<Record<'intake' | 'workflow', EventStore>>): Promise<void> => {
  for (const { service, name, source } of reactors) {
    const store = source === 'intake' ? stores.intake : stores.workflow;
    const checkpoints = sqliteCheckpoints(join(dataDir, service, 'checkpoints.db'));
    await checkpoints.save(name, { epoch: store.epoch, position: await store.head() });
    checkpoints.close();
  }
};

/**
 * Fills the stores of a stopped data folder, which was started once before, with whole dossier lives. Seeded: data keys, the logs of intake and
 * workflow, the codebook. Not seeded: the logs of notify and tracking; no message is sent and no public event made for seeded dossiers, since
 * reactors go on behind them. Read models fold them at the next start. A life is one append, so its events lie closer together than a counter's.
 * Answers tracking tokens of up to a thousand of them.
 */
export const seed = async (dataDir: string, dossiers: number, say: (line: string) => void): Promise<readonly string[]> => {
  for (const service of services) {
    if (!existsSync(join(dataDir, service, 'events.db')))
      throw new Error(`${dataDir} was never started: ${service}/events.db is not there`);
  }
  if (existsSync(join(dataDir, 'up.json'))) throw new Error(`a system runs on ${dataDir}: stop it first`);
  const intake = await sqliteEventStore({ file: join(dataDir, 'intake', 'events.db') });
  const workflow = await sqliteEventStore({ file: join(dataDir, 'workflow', 'events.db') });
  const keys = await sqliteKeys({
    file: join(dataDir, 'intake', 'keys.db'),
    ledger: join(dataDir, 'erasures', 'intake.jsonl'),
    masterKey: { file: join(dataDir, 'intake', 'master.key'), create: false },
  });
  try {
    const ground = await groundOf(dataDir, workflow);
    const began = performance.now();
    const round = randomUUID();
    const tokens: string[] = [];
    const every = Math.ceil(dossiers / 1_000);
    let done = 0;
    for (const day of await daysBefore(workflow, Math.ceil(dossiers / perDay))) {
      const places = Array.from(
        { length: Math.min(perDay, dossiers - done) },
        (_, index): SeedPlace => ({
          dossierId: eventIdOf(`${round}/${day}`, index),
          nationalId: `099${String(randomInt(1_000_000_000)).padStart(9, '0')}`,
          day,
          sequence: index + 1,
        }),
      );
      await reserve(workflow, day, places);
      await fileDay({ intake, workflow, keys }, ground, places);
      for (const [index, { dossierId }] of places.entries())
        if ((done + index) % every === 0) tokens.push(trackingToken(ground.secrets.tracking.secret, dossierId, 1));
      done += places.length;
      const perSecond = Math.round((done / (performance.now() - began)) * 1_000);
      say(
        `${done.toLocaleString('en')} of ${dossiers.toLocaleString('en')} dossiers, ${perSecond}/s (up to ${codeOf(ground, places.at(-1) as SeedPlace)})`,
      );
    }
    await passReactors(dataDir, { intake, workflow });
    dropTails(dataDir);
    return tokens;
  } finally {
    await Promise.all([intake.close(), workflow.close(), keys.close()]);
  }
};
