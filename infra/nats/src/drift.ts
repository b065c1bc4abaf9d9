import type { TailSettings } from '@motcua/bus-nats';
import { relayedServices, services, tailOf } from '@motcua/contracts';
import type { JetStreamManager, StreamConfig, StreamInfo } from '@nats-io/jetstream';
import { durables } from './durables.ts';
import { declaredStreams } from './topology.ts';

/** One difference between what is declared and what the server has. */
export interface Drift {
  readonly stream: string;
  readonly durable?: string;
  readonly what: string;
  /** Applying the declaration would throw messages away, or cannot be done without. */
  readonly loses: boolean;
  /** Only a new stream can be so: this one goes, and the relay writes its newest events again. */
  readonly anew?: boolean;
}

/** Applying what is declared would lose messages: nothing was changed. */
export class WouldLose extends Error {
  readonly drifts: readonly Drift[];
  constructor(drifts: readonly Drift[]) {
    super(`streams are not changed, since messages would be lost: ${drifts.map(({ stream, what }) => `${stream} ${what}`).join('; ')}`);
    this.name = 'WouldLose';
    this.drifts = drifts;
  }
}

type Config = Partial<StreamConfig>;
const serviceTails: ReadonlySet<string> = new Set(relayedServices.map(tailOf));
const compared = ['storage', 'retention', 'discard', 'max_bytes', 'max_msgs', 'max_msgs_per_subject', 'max_age', 'num_replicas'] as const;

const subjectsOf = (config: Config): string => [...(config.subjects ?? [])].sort().join(' ');

/** What of the messages that lie there a smaller limit would not keep. A limit of 0 or less is none. */
const overflow = (field: (typeof compared)[number], limit: number, { state }: StreamInfo): boolean => {
  if (limit <= 0) return false;
  if (field === 'max_bytes') return state.bytes > limit;
  if (field === 'max_msgs') return state.messages > limit;
  return (field === 'max_age' || field === 'max_msgs_per_subject') && state.messages > 0;
};

/** A service's tail that is to be kept elsewhere: whatever lies on it lies in the service's log, where each reader looks for what the tail lacks. */
const isMadeAnew = ({ name = '', storage }: Config, actual: StreamInfo): boolean =>
  serviceTails.has(name) && storage !== undefined && storage !== actual.config.storage;

const differences = (declared: Config, actual: StreamInfo): readonly Drift[] => {
  const found: Drift[] = [];
  const stream = declared.name ?? '';
  const anew = isMadeAnew(declared, actual);
  const say = (what: string, loses: boolean): void => {
    const holds = loses ? ` (it holds ${actual.state.messages} messages, ${actual.state.bytes} bytes)` : '';
    found.push({ stream, what: `${what}${holds}`, loses, ...(anew ? { anew } : {}) });
  };
  const [wanted, had] = [subjectsOf(declared), subjectsOf(actual.config)];
  if (wanted !== had) say(`takes "${had}", declared is "${wanted}"`, !anew && actual.state.messages > 0);
  for (const field of compared) {
    const [want, have] = [declared[field], actual.config[field]];
    if (want === undefined || want === have) continue;
    // These can only be had by making the stream anew.
    const fixed = field === 'storage' || field === 'retention';
    const loses = !anew && (fixed || (typeof want === 'number' && overflow(field, want, actual)));
    say(`has ${field} ${String(have)}, declared is ${String(want)}`, loses);
  }
  return found;
};

const actualStreams = async (manager: JetStreamManager): Promise<ReadonlyMap<string, StreamInfo>> => {
  const found = new Map<string, StreamInfo>();
  for await (const info of manager.streams.list()) found.set(info.config.name, info);
  return found;
};

const durableDrift = async (manager: JetStreamManager, stream: string, declared: readonly string[]): Promise<readonly Drift[]> => {
  const actual: string[] = [];
  for await (const { config } of manager.consumers.list(stream)) if (config.durable_name) actual.push(config.durable_name);
  return [
    ...declared
      .filter((name) => !actual.includes(name))
      .map((durable) => ({ stream, durable, what: 'is not there yet; its reactor makes it', loses: false })),
    ...actual
      .filter((name) => !declared.includes(name))
      .map((durable) => ({ stream, durable, what: 'is there and not declared', loses: false })),
  ];
};

/** The streams that differ, and how. */
export const streamDrift = async (manager: JetStreamManager, settings: TailSettings = {}): Promise<readonly Drift[]> => {
  const actual = await actualStreams(manager);
  const declared = declaredStreams(settings);
  const unknown = [...actual.keys()].filter((name) => !declared.some((one) => one.name === name));
  return [
    ...declared.flatMap((one): readonly Drift[] => {
      const info = actual.get(one.name ?? '');
      return info ? differences(one, info) : [{ stream: one.name ?? '', what: 'is not there', loses: false }];
    }),
    ...unknown.map((stream) => ({ stream, what: 'is there and not declared', loses: false })),
  ];
};

/** Streams and durables, declared against actual. Empty: nothing differs. */
export const driftOf = async (manager: JetStreamManager, settings: TailSettings = {}): Promise<readonly Drift[]> => {
  const found: Drift[] = [...(await streamDrift(manager, settings))];
  const missing = new Set(found.filter(({ what }) => what === 'is not there').map(({ stream }) => stream));
  const all = services.flatMap((service) => durables[service]);
  for (const stream of relayedServices.map(tailOf).filter((name) => !missing.has(name))) {
    const declared = all.filter(({ source }) => tailOf(source) === stream).map(({ name }) => name);
    found.push(...(await durableDrift(manager, stream, declared)));
  }
  return found;
};

/** Creates what is missing and changes what differs; nothing is deleted but a service's tail that is to be kept elsewhere. Throws `WouldLose`, before anything is changed, where messages would be lost. */
export const applyTopology = async (manager: JetStreamManager, settings: TailSettings = {}): Promise<void> => {
  const drifts = await streamDrift(manager, settings);
  const losing = drifts.filter(({ loses }) => loses);
  if (losing.length > 0) throw new WouldLose(losing);
  for (const stream of declaredStreams(settings)) {
    const name = stream.name ?? '';
    const own = drifts.filter((drift) => drift.stream === name);
    const anew = own.some((drift) => drift.anew);
    if (anew) await manager.streams.delete(name);
    if (anew || own.some(({ what }) => what === 'is not there')) await manager.streams.add(stream as StreamConfig & { name: string });
    else if (own.length > 0) await manager.streams.update(name, stream);
  }
};
