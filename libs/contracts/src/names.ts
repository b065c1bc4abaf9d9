/** The four services; each owns its streams alone (architecture, law 2). */
export const services = ['intake', 'workflow', 'notify', 'tracking'] as const;
export type ServiceName = (typeof services)[number];

/** Whose log another service follows: these alone are relayed to a tail. */
export const relayedServices = ['intake', 'workflow'] as const satisfies readonly ServiceName[];
export type RelayedService = (typeof relayedServices)[number];

/** A stored type carries its version from 1: `DossierAccepted.v1`. */
export type StoredType = `${string}.v${number}`;

const kebab = (name: string): string => name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '-').toLowerCase();

const parts = (type: string): { name: string; version: string } => {
  const match = /^([A-Z][A-Za-z0-9]*)\.v([1-9][0-9]*)$/.exec(type);
  if (!match?.[1] || !match[2]) throw new TypeError(`not a stored type: ${type}`);
  return { name: kebab(match[1]), version: match[2] };
};

/** `.` and other characters with a meaning in subjects may not stand in a stream name (`procedure-1_001193`). */
export const streamId = (id: string): string => id.replaceAll('.', '_');

/** `DossierAccepted.v1`, `dossier-1` of workflow → `motcua.workflow.dossier-accepted.v1.dossier-1`. Subjects are never typed by hand. */
export const subjectOf = (service: ServiceName, type: string, stream: string): string => {
  const { name, version } = parts(type);
  return `motcua.${service}.${name}.v${version}.${stream}`;
};

/** CloudEvents type: `vn.motcua.workflow.dossier-accepted.v1`. */
export const cloudEventType = (service: ServiceName, type: string): string => {
  const { name, version } = parts(type);
  return `vn.motcua.${service}.${name}.v${version}`;
};

/** Stored public facts are called `PublicDossierOpened.v1`; outside they are `vn.motcua.public.dossier-opened.v1`. */
export const publicEventType = (type: string): string => {
  const { name, version } = parts(type);
  return `vn.motcua.public.${name.replace(/^public-/, '')}.v${version}`;
};

/** `motcua.public.<province>.<event-name>.v<N>.<dossierId>`. */
export const publicSubjectOf = (province: string, type: string, dossierId: string): string => {
  const { name, version } = parts(type);
  return `motcua.public.${province}.${name.replace(/^public-/, '')}.v${version}.${dossierId}`;
};

/** CloudEvents source: `urn:motcua:H53:workflow`. */
export const sourceOf = (province: string, service: ServiceName): string => `urn:motcua:${province}:${service}`;

/** JetStream streams: a tail for each service that is relayed, and the neighbours' contract. The name also labels what is measured of a log without a tail. */
export const tailOf = (service: ServiceName): string => service.toUpperCase();
export const publicTail = 'PUBLIC';

/** Said to whoever listens at that moment, over core NATS: four tokens, so that no tail ever stores it. */
export const handouts = {
  subjectKeys: 'motcua.intake.handout.subject-keys',
} as const;

/** Request–reply subjects. */
export const rpc = {
  subjectKeys: 'motcua.intake.rpc.subject-keys',
  trackingLink: 'motcua.intake.rpc.tracking-link',
  logRead: (service: RelayedService): string => `motcua.${service}.rpc.log-read`,
} as const;
