import { handouts, publicTail, relayedServices, rpc, type ServiceName, services, tailOf } from '@motcua/contracts';
import type { User } from './credentials.ts';
import { durables } from './durables.ts';
import { probe } from './topology.ts';

export interface Permissions {
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
}

/** Streams a service may make again after a loss or a restore: its own tail where it is relayed, and for tracking the neighbours'. */
export const ownTails = (service: ServiceName): readonly string[] => [
  ...relayedServices.filter((relayed) => relayed === service).map(tailOf),
  ...(service === 'tracking' ? [publicTail] : []),
];

const streamApi = (service: ServiceName): string[] =>
  ownTails(service).flatMap((tail) => ['CREATE', 'DELETE'].map((verb) => `$JS.API.STREAM.${verb}.${tail}`));

/** Reading a tail: its state, single messages, and ephemeral consumers, which go away by themselves. Nobody may delete a consumer. */
const readApi = (stream: string): string[] => [
  `$JS.API.STREAM.INFO.${stream}`,
  `$JS.API.STREAM.MSG.GET.${stream}`,
  `$JS.API.CONSUMER.CREATE.${stream}`,
  `$JS.FC.${stream}.>`,
];

const durableApi = (service: ServiceName): string[] =>
  durables[service].flatMap(({ source, name }) => {
    const consumer = `${tailOf(source)}.${name}`;
    return [
      `$JS.API.CONSUMER.DURABLE.CREATE.${consumer}`,
      `$JS.API.CONSUMER.INFO.${consumer}`,
      `$JS.API.CONSUMER.MSG.NEXT.${consumer}`,
      `$JS.ACK.${consumer}.>`,
    ];
  });

const called: readonly string[] = [rpc.subjectKeys, rpc.trackingLink, ...relayedServices.map(rpc.logRead)];

/** Who may ask for the keys of dossiers may also hear them. */
const heard = (service: ServiceName): string[] => (service === 'intake' ? [] : [handouts.subjectKeys]);

/** Whoever asks a service names an inbox that this service alone may answer to: nobody answers in its place. */
const answers = (service: ServiceName): string[] => services.map((asking) => `_INBOX_${asking}.by-${service}.>`);

/**
 * Deny by default: a service publishes its own subjects and answers, asks what it may ask, and hears its own inbox, its own requests and everybody's heartbeat.
 * It cannot speak for another service, nor listen in on another one's answers.
 */
const servicePermissions = (service: ServiceName): Permissions => ({
  publish: [
    `motcua.${service}.>`,
    ...(service === 'tracking' ? ['motcua.public.>'] : []),
    ...called,
    ...answers(service),
    ...streamApi(service),
    ...[...relayedServices.map(tailOf), publicTail].flatMap(readApi),
    ...durableApi(service),
  ],
  subscribe: [`_INBOX_${service}.>`, `motcua.${service}.rpc.>`, 'motcua.*.heartbeat', ...heard(service)],
});

/** Declares the streams, probes the server and hears what it gives up on; no event ever comes to it or from it. */
const operatorPermissions: Permissions = {
  publish: ['$JS.API.>', probe.subject],
  subscribe: ['_INBOX_operator.>', '$JS.EVENT.ADVISORY.>'],
};

/** The one table behind every way of showing who one is: passwords, nkeys and JWTs. */
export const permissionsOf = (user: User): Permissions => (user === 'operator' ? operatorPermissions : servicePermissions(user));
