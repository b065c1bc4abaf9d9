import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { JetStreamStrategy } from '@motcua/bus-nats/nest';
import { codecOf, handouts, SubjectKeysHandout } from '@motcua/contracts';
import { openBus, openEventStore, openReadModels, refuseWrongBusOf } from '@motcua/engines';
import { instantOf } from '@motcua/es';
import { runProjection } from '@motcua/read-models';
import { sqliteCheckpoints } from '@motcua/read-models-sqlite';
import { requestedSubjectKeys } from '@motcua/sealing';
import { failureFields, type Host, type OpenService, operable, operationsModule, type ServiceDefinition } from '@motcua/service-kit';
import { measureProjection } from '@motcua/telemetry';
import { assetAnswer, problemPage } from '@motcua/web';
import type { DynamicModule } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import { observedChannels } from './adapters/observed-channel.ts';
import { openChannels } from './adapters/open-channels.ts';
import { openRestoredAt } from './adapters/restored-at.ts';
import { signsOfLife } from './adapters/signs-of-life.ts';
import { simulatedInbox } from './adapters/simulated-inbox.ts';
import { trackingLinksOver } from './adapters/tracking-links.ts';
import type { WorkflowHeard } from './application/await-messages.ts';
import { announce, awaitMessages, openHandlers, readMessages, recordReceipts, senderTurn, sendNotification } from './application/index.ts';
import { NotifyConfig } from './config.ts';
import { voiceOf } from './domain/wording/voice.ts';
import { inboxController } from './http/inbox.controller.ts';
import { messagesController } from './http/messages.controller.ts';
import { guardWebhooks } from './http/webhook-signature.ts';
import { webhooksController } from './http/webhooks.controller.ts';
import { senderSubscriber } from './messaging/sender.subscriber.ts';
import { workflowSubscriber } from './messaging/workflow.subscriber.ts';
import { messagesProjection, senderReactor } from './projections/messages/messages.projection.ts';
import { findMessages } from './projections/messages/messages.query.ts';

/** The reactor that hears what happens to dossiers. */
const workflowReactor = 'notify-workflow-v1';
/** Messages may be a minute and a half late while the machine is full of what citizens and officers wait for. In a thread or process of their own they hold up nobody else. */
const patience = { ms: 90_000, sharesThread: false };
/** So many dossiers at once: their appends share a transaction. */
const concurrency = 128;
/** What the lost life told after its backup is asked for again in the first hours, under the same ids but as new intents: for a day the provider is asked first. */
const askAfterRestoreMs = 24 * 3_600_000;
/** Who reads the list of messages does not wait for the last one. */
const gatherMs = 50;
/** The next messages are thought of a quarter of a second later, all that have come by then at once. */
const gatherWorkflowMs = 250;

const now = (): string => instantOf(Date.now());

const voiceFrom = (config: NotifyConfig, host: Host) =>
  voiceOf({
    web: config.MOTCUA_NOTIFY_WEB,
    publicUrl: host.publicUrl,
    pronoun: config.MOTCUA_NOTIFY_PRONOUN,
    smsPronoun: config.MOTCUA_NOTIFY_SMS_PRONOUN,
  });

/** Where receipts of the simulator go: wherever this process listens. */
const ownUrl = (fastify: FastifyInstance): string => {
  const address = fastify.server.address();
  if (typeof address !== 'object' || address === null) throw new Error('not listening');
  const host = ['0.0.0.0', '::'].includes(address.address) ? '127.0.0.1' : address.address;
  return `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`;
};

/** What workflow has said, by the reactor that thinks of messages. Before it runs nothing is heard. */
const heardBy = (strategy: JetStreamStrategy): WorkflowHeard => {
  const reactor = () => strategy.reactors().find(({ name }) => name === workflowReactor);
  return {
    waitFor: async (position, timeoutMs) => (await reactor()?.waitFor(position, timeoutMs)) ?? false,
    isParked: (dossierId) => reactor()?.isParked(dossierId) ?? false,
  };
};

const open = async (config: NotifyConfig, host: Host): Promise<OpenService> => {
  await refuseWrongBusOf(config);
  const file = (name: string): string => join(config.MOTCUA_DATA, 'notify', name);
  const store = await openEventStore(config, 'notify', host);
  const restoredAt = await openRestoredAt(file('epoch.json'), store, Date.now());
  const models = await openReadModels(config, 'notify', host);
  const checkpoints = sqliteCheckpoints(file('checkpoints.db'));
  const channels = await openChannels(config, observedChannels(host));
  const bus = await openBus(config, 'notify', { ...host, own: store });
  const keys = requestedSubjectKeys((subject, payload) => bus.request(subject, payload, { timeoutMs: 2_000 }));
  await bus.hear(handouts.subjectKeys, (told) => keys.take(SubjectKeysHandout.parse(told).keys));
  const handlers = openHandlers(store);
  const projection = await runProjection({ projection: messagesProjection, models, bus, codecs: codecOf, logger: host.logger, gatherMs });
  measureProjection(projection, host.metrics);

  const hear = announce({ handlers, keys, voice: voiceFrom(config, host), now });
  const instance = randomUUID();
  const life = signsOfLife(file('instances'), instance);
  const turn = senderTurn({ store, instance, now, callMs: config.MOTCUA_NOTIFY_TIMEOUT_MS + 1_000, isGone: life.isGone });
  const send = sendNotification({
    handlers,
    keys,
    links: trackingLinksOver(bus),
    channels: channels.channels,
    now,
    turn,
    doubtUntil: restoredAt === undefined ? 0 : restoredAt + askAfterRestoreMs,
    maxAttempts: config.MOTCUA_NOTIFY_MAX_ATTEMPTS,
  });
  const strategy = new JetStreamStrategy({
    bus,
    service: 'notify',
    checkpoints,
    store,
    reactors: {
      workflow: { name: workflowReactor, patience, concurrency, gatherMs: gatherWorkflowMs },
      // What is to be sent has had its patience already, before it was thought of.
      sender: { name: senderReactor, concurrency: config.MOTCUA_NOTIFY_CONCURRENCY },
    },
  });

  class NotifyModule {}
  const module: DynamicModule = {
    module: NotifyModule,
    imports: [operationsModule({ service: 'notify', parked: bus.parked(), projections: [operable(projection, 'notify')] })],
    controllers: [
      webhooksController({ record: (provider) => recordReceipts(handlers, provider), providers: Object.keys(channels.channels) }),
      messagesController({
        read: readMessages({ find: findMessages(() => projection.collection()), keys, store, now }),
        passed: awaitMessages({
          workflow: heardBy(strategy),
          head: () => store.head(),
          passed: async (dossier, position, timeoutMs) =>
            (await projection.waitForDocument(dossier, 'notify', position, timeoutMs)) === 'passed',
        }),
        asOf: () => projection.asOf(),
      }),
      workflowSubscriber(hear),
      senderSubscriber(send),
      ...(channels.simulator ? [inboxController(simulatedInbox(channels.simulator.url))] : []),
    ],
  };

  let fastify: FastifyInstance | undefined;
  const { MOTCUA_NOTIFY_ZALO_APP_ID: appId, MOTCUA_NOTIFY_ZALO_SECRET: secret } = config;
  const zalo = appId !== undefined && secret !== undefined ? { appId, secret } : undefined;
  const guard = guardWebhooks({ receipts: channels.receiptSecret, zalo });

  return {
    module,
    strategies: [strategy],
    pageProblem: problemPage,
    asset: assetAnswer,
    mount: (instance) => {
      fastify = instance;
      guard(instance);
    },
    start: async () => {
      // Watched from now on: whoever had the turn and died keeps it the shorter.
      void turn.hold().catch((error: unknown) => host.logger.warn('sender turn not known yet', failureFields(error)));
      if (fastify) channels.simulator?.receiptsTo(`${ownUrl(fastify)}/api/notify/v1/webhooks`);
    },
    readiness: async () => [
      { name: 'bus', ready: bus.isConnected() },
      { name: 'messages', ready: projection.caughtUp() },
      { name: 'reactors', ready: strategy.reactors().length === 2 },
    ],
    drain: async () => {
      await strategy.close();
      await turn.giveUp().catch((error: unknown) => host.logger.warn('sender turn not given up', failureFields(error)));
    },
    stop: async () => {
      await projection.stop();
      await bus.close();
      await channels.close();
      await models.close();
      await store.close();
      life.close();
    },
  };
};

/** One message per thing a citizen should know. */
export const notifyService: ServiceDefinition<NotifyConfig> = { name: 'notify', config: NotifyConfig, follows: true, open };
