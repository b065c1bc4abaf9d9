import { randomUUID } from 'node:crypto';
import { memoryBlobs } from '@motcua/blobs';
import { memoryBus } from '@motcua/bus/testing';
import { intakeCodec } from '@motcua/contracts';
import { demoDirectory, demoProcedures } from '@motcua/demo';
import { type EventStore, memoryEventStore } from '@motcua/es';
import { type Keys, memoryKeys } from '@motcua/keys';
import { memoryReadModels, runProjection } from '@motcua/read-models';
import sharp from 'sharp';
import { jwsSigner } from '../../src/adapters/jws-signer.ts';
import { newSecrets } from '../../src/adapters/secrets-file.ts';
import { inMemoryCatalogue } from '../../src/application/catalogue.ts';
import { intakeUseCases } from '../../src/application/index.ts';
import type { Actor, IntakePorts, Papers, VirusScanner } from '../../src/application/ports.ts';
import type { SubmissionBody } from '../../src/domain/submission/submission.body.ts';
import { intakePorts } from '../../src/intake.module.ts';
import type { DossierStanding } from '../../src/projections/dossiers/dossier-standing.projection.ts';
import { waitingPapersProjection } from '../../src/projections/waiting-papers/waiting-papers.projection.ts';
import { countWaiting, oldestFirst } from '../../src/projections/waiting-papers/waiting-papers.query.ts';

export const citizen: Actor = { kind: 'citizen' };
export const counter: Extract<Actor, { kind: 'officer' }> = {
  kind: 'officer',
  id: 'tiep-nhan',
  agency: 'H53.12',
  roles: ['counter-officer', 'clerk'],
};
export const stranger: Extract<Actor, { kind: 'officer' }> = { ...counter, id: 'tiep-nhan-khac', agency: 'H53.99' };
export const auditor: Extract<Actor, { kind: 'officer' }> = { ...counter, id: 'van-hanh', roles: ['operator', 'auditor'] };

export const applicant: SubmissionBody['applicant'] = {
  fullName: 'Trần Thị Thử An',
  nationalId: '099198000123',
  phone: '+84912345678',
  address: 'Ấp Trung Tâm, xã Bình Mẫu',
};

/** Passes files through unseen: for tests of what happens around them. */
const unseen: Papers = { clean: async (bytes) => bytes };

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** The read model of what waits for the virus scanner, as the service runs it. */
const runWaiting = async ({ store, models }: { store: EventStore; models: ReturnType<typeof memoryReadModels> }) => {
  const bus = memoryBus();
  await bus.relay('intake', store);
  const codecs = { intake: intakeCodec };
  const projection = await runProjection({ projection: waitingPapersProjection, models, bus, codecs, logger: silent });
  return {
    waiting: { oldestFirst: () => oldestFirst(projection) },
    /** How many wait, once everything that has happened is in the read model. */
    count: async (): Promise<number> => {
      await projection.waitFor('intake', await store.head(), 5_000);
      return countWaiting(projection);
    },
    stop: () => projection.stop(),
  };
};

/** What outlives an instance. */
interface Kept {
  readonly store: EventStore;
  readonly keys: Keys;
  readonly blobs: ReturnType<typeof memoryBlobs>;
  readonly models: ReturnType<typeof memoryReadModels>;
  readonly secrets: ReturnType<typeof newSecrets>;
  readonly ports: Pick<IntakePorts, 'now'>;
}

/** Intake over adapters in memory, with the demo's procedures. `over`: a world that has ended, or another instance. */
export const openWorld = async (
  options: { papers?: Papers; store?: EventStore; keys?: Keys; scanner?: VirusScanner; over?: Kept } = {},
) => {
  let now = options.over?.ports.now() ?? new Date('2026-11-24T02:00:00Z');
  const secrets = options.over?.secrets ?? newSecrets();
  const catalogue = inMemoryCatalogue();
  catalogue.take([
    { kind: 'directory', version: 1, definition: demoDirectory },
    ...demoProcedures.map((definition) => ({ kind: 'procedure' as const, version: 1, definition })),
  ]);
  const standings = new Map<string, DossierStanding>();
  const clock = (): Date => now;
  const adapters = {
    store: options.over?.store ?? options.store ?? memoryEventStore(),
    keys: options.over?.keys ?? options.keys ?? memoryKeys(clock),
    blobs: options.over?.blobs ?? memoryBlobs(),
    models: options.over?.models ?? memoryReadModels(),
    bus: memoryBus(),
    secrets,
  };
  const { scanner } = options;
  const waiting = scanner && (await runWaiting(adapters));
  const signer = await jwsSigner(secrets.signing);
  const ports: IntakePorts = intakePorts(adapters, {
    catalogue,
    standings: { standingOf: async (id) => standings.get(id) },
    papers: options.papers ?? unseen,
    ...(scanner && waiting && { virusCheck: { scanner, laterScanner: scanner, waiting: waiting.waiting } }),
    signer,
    publicUrl: 'http://127.0.0.1:8080',
    now: clock,
  });
  const useCases = intakeUseCases(ports);
  return {
    ...adapters,
    ports,
    useCases,
    standings,
    signer,
    catalogue,
    waiting: async (): Promise<number> => (await waiting?.count()) ?? 0,
    stop: async (): Promise<void> => waiting?.stop(),
    pass: (ms: number): void => {
      now = new Date(now.getTime() + ms);
    },
    /** The example of a procedure as a whole submission. */
    body: (over: Partial<SubmissionBody> = {}, procedure = '1.001193'): SubmissionBody => ({
      procedure,
      agency: 'H53.12',
      channel: 'web',
      applicant,
      form: useCases.findProcedure(procedure)?.form.example ?? {},
      ...over,
    }),
    upload: async (key = randomUUID(), content?: Uint8Array, fileName = 'giấy chứng sinh.png') =>
      useCases.receiveUpload({ actor: citizen, idempotencyKey: key, content: once(content ?? (await picture())), fileName }),
  };
};
export type World = Awaited<ReturnType<typeof openWorld>>;

export async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

export const picture = (): Promise<Uint8Array> =>
  sharp({ create: { width: 8, height: 8, channels: 3, background: '#c00' } })
    .png()
    .toBuffer();

/** The code of a refusal, or `undefined` where there was none. */
export const refusalOf = async (
  work: Promise<unknown>,
): Promise<{ code?: string; details?: { errors?: { pointer: string }[] } } | undefined> =>
  work.then(
    () => undefined,
    (error: unknown) => error as { code?: string },
  );

export const eventsOf = async (store: EventStore, type?: string) =>
  (await store.readAll({ after: 0, limit: 1_000 })).filter((event) => type === undefined || event.type === type);
