import { publicTail, rpc, type ServiceName, services, tailOf } from '@motcua/contracts';

export interface Permissions {
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
}

/** Streams a service may create, update and delete: its own tail, and for tracking the neighbours'. */
export const ownTails = (service: ServiceName): readonly string[] =>
  service === 'tracking' ? [tailOf(service), publicTail] : [tailOf(service)];

const streamApi = (service: ServiceName): string[] =>
  ownTails(service).flatMap((tail) => ['CREATE', 'UPDATE', 'DELETE', 'PURGE'].map((verb) => `$JS.API.STREAM.${verb}.${tail}`));

const readApi = (stream: string): string[] => [
  `$JS.API.STREAM.INFO.${stream}`,
  `$JS.API.STREAM.MSG.GET.${stream}`,
  `$JS.API.DIRECT.GET.${stream}`,
  `$JS.API.DIRECT.GET.${stream}.>`,
  `$JS.API.CONSUMER.CREATE.${stream}`,
  `$JS.API.CONSUMER.CREATE.${stream}.>`,
  `$JS.API.CONSUMER.DURABLE.CREATE.${stream}.>`,
  `$JS.API.CONSUMER.INFO.${stream}.>`,
  `$JS.API.CONSUMER.NAMES.${stream}`,
  `$JS.API.CONSUMER.LIST.${stream}`,
  `$JS.API.CONSUMER.DELETE.${stream}.>`,
  `$JS.API.CONSUMER.MSG.NEXT.${stream}.>`,
  `$JS.ACK.${stream}.>`,
];

const called: readonly string[] = [rpc.subjectKeys, rpc.trackingLink, ...services.map(rpc.logRead)];

/**
 * Deny by default: a service publishes its own subjects, asks what it may ask, and hears its own inbox, its own requests and everybody's heartbeat.
 * It cannot speak for another service, nor listen in on another one's answers.
 */
export const permissionsOf = (service: ServiceName): Permissions => ({
  publish: [
    `motcua.${service}.>`,
    ...(service === 'tracking' ? ['motcua.public.>'] : []),
    ...called,
    '$JS.API.INFO',
    '$JS.API.STREAM.NAMES',
    ...streamApi(service),
    ...[...services.map(tailOf), publicTail].flatMap(readApi),
    '$JS.FC.>',
  ],
  subscribe: [`_INBOX_${service}.>`, `motcua.${service}.rpc.>`, 'motcua.*.heartbeat'],
});
