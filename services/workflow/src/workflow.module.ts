import { JetStreamStrategy } from '@motcua/bus-nats/nest';
import {
  codecOf,
  type DossierEvent,
  handouts,
  rpc,
  SubjectKeysHandout,
  type SubmissionFiled,
  TrackingLinkAnswer,
  workflowCodec,
} from '@motcua/contracts';
import { codec, commandHandler } from '@motcua/es';
import { toInstant } from '@motcua/legal-clock';
import { type RunningProjection, runProjection } from '@motcua/read-models';
import { requestedSubjectKeys } from '@motcua/sealing';
import { failureFields, type Host, type OpenService, operable, operationsModule, type ServiceDefinition } from '@motcua/service-kit';
import { measureProjection } from '@motcua/telemetry';
import { embeddedAdapters, type OpenAdapters } from './adapters/open-adapters.ts';
import { receiptPrinter } from './adapters/receipt-printer.ts';
import { accessRecord } from './application/access-record.ts';
import { giveCode } from './application/give-code.ts';
import { workflowUseCases } from './application/index.ts';
import { publish } from './application/publish.ts';
import { publishedData } from './application/published-data.ts';
import { recordBreaches } from './application/record-breaches.ts';
import { startTick, type Tick } from './application/tick.ts';
import type { IntakeHeard, WorkflowPorts } from './application/workflow-ports.ts';
import { type WorkflowConfig, workflowConfig } from './config.ts';
import type { DossierCommand } from './domain/dossier/dossier.commands.ts';
import { dossierDecider } from './domain/dossier/dossier.decider.ts';
import type { Dossier } from './domain/dossier/dossier.state.ts';
import { httpModule } from './http/http.module.ts';
import { queueProjection } from './projections/queue/queue.projection.ts';
import { findDueRows, findInQueue, type QueueQuestion } from './projections/queue/queue.query.ts';

const breachBatch = 200;
/** A single dossier is read from its stream; its place in the queue may come a moment later. */
const queueGatherMs = 25;
/** A dossier is opened so much later at most, under load, than its submission could be; those of the same time share a transaction. */
const gatherIntakeMs = 25;

/** What intake has said, by the reactors that hear it. */
const heardBy = (strategy: JetStreamStrategy): IntakeHeard => ({
  waitFor: async (position, timeoutMs) =>
    (await Promise.all(strategy.reactors().map((reactor) => reactor.waitFor(position, timeoutMs)))).every((passed) => passed),
  isParked: (dossierId) => strategy.reactors().some((reactor) => reactor.isParked(dossierId)),
});

/** The only place where a port of this service meets an adapter. */
const open = async (config: WorkflowConfig, host: Host, openAdapters: OpenAdapters, now: () => number): Promise<OpenService> => {
  const { logger } = host;
  const adapters = await openAdapters(config, host);
  const { store, models, checkpoints, bus, secret, restored } = adapters;
  const published = publishedData(store, checkpoints.streams);
  await published.ready();
  const keys = requestedSubjectKeys((subject, payload) => bus.request(subject, payload));
  await bus.hear(handouts.subjectKeys, (told) => keys.take(SubjectKeysHandout.parse(told).keys));
  const strategy = new JetStreamStrategy({
    bus,
    service: 'workflow',
    checkpoints,
    store,
    reactors: { intake: { gatherMs: gatherIntakeMs } },
  });
  const printer = receiptPrinter();
  const dossiers = commandHandler<Dossier | undefined, DossierCommand, DossierEvent>({
    store,
    codec: codec<DossierEvent>(workflowCodec),
    decider: dossierDecider,
    cacheSize: config.MOTCUA_WORKFLOW_CACHED_DOSSIERS,
  });
  const ports: WorkflowPorts = {
    dossiers,
    published,
    keys,
    codes: giveCode(store, restored),
    access: accessRecord(store),
    intake: heardBy(strategy),
    sealedForm: async (dossierId) => {
      const [filed] = await bus.readStream('intake', `submission-${dossierId}`, 0);
      return filed?.type === 'SubmissionFiled.v1' ? (filed.data as SubmissionFiled['data']).sealed.form : undefined;
    },
    secret,
    now,
  };
  const trackingUrl = async (dossierId: string): Promise<string | undefined> =>
    TrackingLinkAnswer.parse(await bus.request(rpc.trackingLink, { dossierId })).url ?? undefined;

  const queue: RunningProjection = await runProjection({
    projection: queueProjection(keys),
    models,
    bus,
    codecs: codecOf,
    logger,
    gatherMs: queueGatherMs,
  });
  measureProjection(queue, host.metrics);
  const useCases = workflowUseCases<QueueQuestion>(
    ports,
    { trackingUrl, print: (receipt) => printer.print(receipt) },
    {
      head: () => store.head(),
      waitFor: async (position, timeoutMs) => (await queue.waitFor('workflow', position, timeoutMs)) === 'passed',
      find: async (question) => {
        const page = await findInQueue(queue.collection(), question, now());
        const asOf = queue.asOf();
        return asOf === undefined ? page : { ...page, asOf: toInstant(asOf.getTime()) };
      },
    },
    publish(store, published, secret, now),
    (erased) => keys.forget(erased),
  );
  const breaches = recordBreaches(
    ports,
    findDueRows(() => queue.collection()),
    breachBatch,
  );
  let tick: Tick | undefined;
  return {
    module: httpModule(useCases, [
      operationsModule({ service: 'workflow', parked: bus.parked(), projections: [operable(queue, 'workflow')] }),
    ]),
    strategies: [strategy],
    start: async () => {
      await bus.relay('workflow', store);
      tick = startTick(breaches, {
        everyMs: config.MOTCUA_WORKFLOW_TICK_MS,
        full: breachBatch,
        onFailure: (error) => logger.warn('due times could not be looked at', failureFields(error)),
      });
    },
    readiness: async () => [
      { name: 'procedures', ready: published.procedures().length > 0 },
      { name: 'calendar', ready: published.covers(now()) },
      { name: 'directory', ready: published.directory() !== undefined },
      { name: 'queue', ready: queue.caughtUp() },
    ],
    drain: async () => {
      await Promise.all([tick?.stop(), strategy.close()]);
    },
    stop: async () => {
      await Promise.all([tick?.stop(), queue.stop(), printer.close()]);
      published.stop();
      await adapters.close();
    },
  };
};

/** The service over any adapters: the embedded ones, or memory in tests. */
export const workflowServiceWith = (adapters: OpenAdapters, now: () => number = Date.now): ServiceDefinition<WorkflowConfig> => ({
  name: 'workflow',
  config: workflowConfig,
  open: (config, host) => open(config, host, adapters, now),
});

export const workflowService = workflowServiceWith(embeddedAdapters);
