import { type Citizens, citizens, type Filed, statusPath } from './citizens.ts';
import type { Deployment } from './deployment.ts';
import { lifecyclesPerSecond } from './lifecycles.ts';
import { lookupsBench, lookupsUnderLoadBench } from './lookups.ts';
import type { Row } from './row.ts';
import { submissionsBench, visibleLagBench } from './submissions.ts';

export interface WholeSystemOptions {
  /** How long each row is measured. */
  readonly seconds: number;
  /** How long submissions come as fast as they are acknowledged. */
  readonly submissionSeconds: number;
  /** What all processes together may take in the end, in MB. */
  readonly memory: Pick<Row, 'floor' | 'aim'>;
  readonly say: (line: string) => void;
}

const fileSome = async (api: Citizens, count: number): Promise<Filed[]> => {
  const filed: Filed[] = [];
  while (filed.length < count) {
    const batch = await Promise.all(Array.from({ length: 20 }, () => api.file()));
    filed.push(...batch.filter((one) => one !== undefined));
  }
  const last = filed.at(-1);
  if (last) await api.status(last.token, { 'motcua-position': last.position, prefer: 'wait=5' });
  return filed;
};

const lifecycleRow = async (api: Citizens, seconds: number): Promise<Row> => {
  const { perSecond, requests, events, failed } = await lifecyclesPerSecond(api, 50, seconds);
  return {
    name: 'full lifecycles, 50 users',
    figure: perSecond,
    unit: '/s',
    floor: 100,
    aim: 200,
    note: `${requests.toFixed(1)} requests and ${events.toFixed(1)} events each, messages besides; ${failed} failed`,
  };
};

/** What citizens and officers ask of it, one kind after the other, on processes that begin cold. */
const loads = async (deployment: Deployment, options: WholeSystemOptions): Promise<Row[]> => {
  const { seconds, submissionSeconds, say } = options;
  const api = await citizens(deployment.originOf);
  try {
    const filed = await fileSome(api, 200);
    const rows: Row[] = [];
    say('lifecycles …');
    rows.push(await lifecycleRow(api, seconds));
    say('look-ups …');
    rows.push(...(await lookupsBench(deployment.originOf(statusPath), filed, seconds)));
    rows.push(...(await lookupsUnderLoadBench(api, filed, seconds)));
    say('visible lag …');
    rows.push(...(await visibleLagBench(api, 300, seconds)));
    say('submissions …');
    rows.push(...(await submissionsBench(api, submissionSeconds)));
    return rows;
  } finally {
    await api.close();
  }
};

/** Starts a deployment on empty folders and measures it from its start to what it holds in the end. */
export const wholeSystemBench = async (start: () => Promise<Deployment>, options: WholeSystemOptions): Promise<Row[]> => {
  const cold = await start();
  try {
    const atRest = cold.residentMb();
    const rows = await loads(cold, options);
    return [
      { name: 'start to ready, empty data folder', figure: cold.startMs / 1_000, unit: 's', note: cold.note },
      { name: 'memory at rest, nats-server included', figure: atRest, unit: 'MB' },
      ...rows,
      { name: 'memory after all this, nats-server included', figure: cold.residentMb(), unit: 'MB', ...options.memory, lower: true },
    ];
  } finally {
    await cold.stop();
  }
};
