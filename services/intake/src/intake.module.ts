import { setTimeout as sleep } from 'node:timers/promises';
import { JetStreamStrategy } from '@motcua/bus-nats/nest';
import { codecOf, intakeCodec, type SubmissionEvent, type UploadEvent } from '@motcua/contracts';
import { codec, commandHandler } from '@motcua/es';
import { type RunOptions, runProjection } from '@motcua/read-models';
import { failureFields, type Host, type OpenService, operable, operationsModule, type ServiceDefinition } from '@motcua/service-kit';
import { measureProjection } from '@motcua/telemetry';
import { assetAnswer, problemPage } from '@motcua/web';
import { jwsSigner } from './adapters/jws-signer.ts';
import { keyHandouts } from './adapters/key-handouts.ts';
import { observedScanner } from './adapters/observed-scanner.ts';
import { embeddedAdapters, type IntakeAdapters, type OpenAdapters } from './adapters/open-adapters.ts';
import { workerPapers } from './adapters/papers.ts';
import { rateLimit } from './adapters/rate-limit.ts';
import { intakeSecrets } from './adapters/secrets-file.ts';
import { sparedScanner } from './adapters/spared-scanner.ts';
import { clamdScanner } from './adapters/virus-scanner.ts';
import { type Catalogue, inMemoryCatalogue } from './application/catalogue.ts';
import { intakeUseCases } from './application/index.ts';
import type { DossierStandings, IntakePorts, Papers, Signer, VirusCheck } from './application/ports.ts';
import { startTick, type Tick } from './application/sweep-tick.ts';
import { turns } from './application/turns.ts';
import { IntakeConfig } from './config.ts';
import { submission } from './domain/submission/submission.decider.ts';
import { upload } from './domain/upload/upload.decider.ts';
import { httpModule } from './http/http.module.ts';
import { intakePages } from './http/pages/index.ts';
import type { IntakeRim } from './http/use-cases.ts';
import { catalogueProjection } from './projections/catalogue/catalogue.projection.ts';
import { followCatalogue } from './projections/catalogue/catalogue.query.ts';
import { dossierStandingProjection } from './projections/dossiers/dossier-standing.projection.ts';
import { findStanding } from './projections/dossiers/dossier-standing.query.ts';
import { waitingPapersProjection } from './projections/waiting-papers/waiting-papers.projection.ts';
import { countWaiting, oldestFirst, waitingSince } from './projections/waiting-papers/waiting-papers.query.ts';

const sweepEveryMs = 10 * 60_000;
const checkEveryMs = 5_000;
/** Only an erasure asks how dossiers stand. */
const standingGatherMs = 250;
/** Only the check of what waits asks for it. */
const waitingGatherMs = 500;

/** The ports of the use cases over what is open. */
export const intakePorts = (
  { store, keys, blobs, secrets, bus }: Pick<IntakeAdapters, 'store' | 'keys' | 'blobs' | 'secrets' | 'bus'>,
  others: {
    readonly catalogue: Catalogue;
    readonly standings: DossierStandings;
    readonly papers: Papers;
    readonly virusCheck?: VirusCheck;
    readonly signer: Signer;
    readonly publicUrl: string;
    readonly now: () => Date;
  },
): IntakePorts => ({
  ...others,
  store,
  keys,
  handOutKey: keyHandouts(bus),
  blobs,
  submissions: commandHandler({ store, codec: codec<SubmissionEvent>(intakeCodec), decider: submission, cacheSize: 500 }),
  uploads: commandHandler({ store, codec: codec<UploadEvent>(intakeCodec), decider: upload, cacheSize: 200 }),
  secrets: intakeSecrets(secrets),
  turns: turns(),
});

/** The virus scanner that the configuration names, and the papers that wait for it; nothing where it names none. */
const openVirusCheck = async (
  { MOTCUA_INTAKE_VIRUS_SCANNER: address }: IntakeConfig,
  { metrics, logger }: Host,
  run: Pick<RunOptions<unknown, unknown>, 'models' | 'bus' | 'codecs' | 'logger'>,
) => {
  if (!address) return undefined;
  const projection = await runProjection({ projection: waitingPapersProjection, ...run, gatherMs: waitingGatherMs });
  measureProjection(projection, metrics);
  metrics.gauge('motcua_intake_papers_waiting', 'Papers that no virus scanner has seen yet', () => countWaiting(projection));
  metrics.gauge('motcua_intake_papers_waiting_seconds', 'How long the oldest of them has waited', async () => {
    const since = await waitingSince(projection);
    return since ? (Date.now() - since.getTime()) / 1000 : 0;
  });
  const [clamd, later] = [clamdScanner(address), clamdScanner(address, { atOnce: 1 })];
  const observed = observedScanner({ metrics, logger });
  const check: VirusCheck = {
    scanner: observed(sparedScanner(clamd)),
    laterScanner: observed(later),
    waiting: { oldestFirst: () => oldestFirst(projection) },
  };
  const close = async (): Promise<void> => {
    clamd.close();
    later.close();
    await projection.stop();
  };
  return { check, projection, close };
};

const isDoneWithin = async (work: Promise<void>, timeoutMs: number): Promise<boolean> => {
  const waiting = new AbortController();
  const late = sleep(timeoutMs, false, { signal: waiting.signal }).catch(() => false);
  const done = await Promise.race([work.then(() => true), late]);
  waiting.abort();
  return done;
};

/** The only place where a port of this service meets an adapter. */
const open = async (config: IntakeConfig, host: Host, openAdapters: OpenAdapters, now: () => Date): Promise<OpenService> => {
  const { logger, publicUrl } = host;
  const adapters = await openAdapters(config, host);
  const { store, models, checkpoints, bus, keys } = adapters;
  const run = { models, bus, codecs: codecOf, logger };
  const published = await runProjection({ projection: catalogueProjection, ...run });
  const dossiers = await runProjection({ projection: dossierStandingProjection, ...run, gatherMs: standingGatherMs });
  for (const projection of [published, dossiers]) measureProjection(projection, host.metrics);
  const catalogue = inMemoryCatalogue();
  const followed = await followCatalogue(
    published,
    (documents) => {
      for (const name of catalogue.take(documents)) logger.error('a published document cannot be used', { document: name });
    },
    (reason) => logger.warn('the catalogue waits to be read', { reason }),
  );
  const papers = workerPapers();
  const signer = await jwsSigner(adapters.secrets.signing);
  const standings = { standingOf: findStanding(dossiers) };
  const viruses = await openVirusCheck(config, host, run);
  const others = { catalogue, standings, papers, signer, publicUrl, now, ...(viruses && { virusCheck: viruses.check }) };
  const useCases = intakeUseCases(intakePorts(adapters, others));
  const rim: IntakeRim = {
    useCases,
    jwks: signer.jwks,
    limits: {
      submissions: rateLimit(config.MOTCUA_INTAKE_SUBMISSIONS_PER_MINUTE),
      uploads: rateLimit(config.MOTCUA_INTAKE_UPLOADS_PER_MINUTE),
    },
    catalogue: {
      asOf: () => published.asOf(),
      passed: async ({ service, position }, timeoutMs) => {
        const end = performance.now() + timeoutMs;
        if ((await published.waitFor(service, position, timeoutMs)) !== 'passed') return false;
        return isDoneWithin(followed.handedOver(), Math.max(0, end - performance.now()));
      },
    },
    standings: {
      asOf: () => dossiers.asOf(),
      passed: async ({ service, position }, timeoutMs, dossierId) =>
        (await dossiers.waitForDocument(dossierId, service, position, timeoutMs)) === 'passed',
    },
    publicUrl,
  };
  const strategy = new JetStreamStrategy({ bus, service: 'intake', checkpoints, store });
  const ticks: Tick[] = [];
  const endTicks = () => Promise.all(ticks.map((tick) => tick.stop()));
  return {
    module: httpModule(
      rim,
      [
        operationsModule({
          service: 'intake',
          parked: bus.parked(),
          projections: [
            operable(published, 'workflow'),
            operable(dossiers, 'workflow'),
            ...(viruses ? [operable(viruses.projection, 'intake')] : []),
          ],
        }),
      ],
      intakePages,
    ),
    strategies: [strategy],
    pageProblem: problemPage,
    asset: assetAnswer,
    start: async () => {
      const repeated = await useCases.repeatErasures();
      if (repeated > 0) logger.warn('erased people whose erasure a restore had forgotten were erased again', { people: repeated });
      await bus.relay('intake', store);
      const start = (run: () => Promise<number>, everyMs: number, failure: string): void =>
        void ticks.push(startTick(run, { everyMs, onFailure: (error) => logger.warn(failure, failureFields(error)) }));
      start(useCases.sweepUploads, sweepEveryMs, 'old uploads could not be swept');
      if (viruses) start(useCases.checkWaitingPapers, checkEveryMs, 'a paper that waits for the virus scanner could not be checked');
    },
    readiness: async () => [
      { name: 'catalogue', ready: catalogue.isReady() },
      { name: published.name, ready: published.caughtUp() },
      { name: dossiers.name, ready: dossiers.caughtUp() },
    ],
    drain: async () => {
      await Promise.all([endTicks(), strategy.close()]);
    },
    stop: async () => {
      await Promise.all([followed.end(), endTicks(), published.stop(), dossiers.stop(), viruses?.close(), papers.close()]);
      await bus.close();
      await models.close();
      await keys.close();
      await adapters.blobs.close?.();
      await store.close();
    },
  };
};

/** The service over any adapters: the embedded ones, or memory in tests. */
export const intakeServiceWith = (openAdapters: OpenAdapters, now: () => Date = () => new Date()): ServiceDefinition<IntakeConfig> => ({
  name: 'intake',
  config: IntakeConfig,
  open: (config, host) => open(config, host, openAdapters, now),
});

export const intakeService = intakeServiceWith(embeddedAdapters);
