import { randomUUID } from 'node:crypto';
import { build } from 'hdr-histogram-js';
import { type Citizens, citizens } from './citizens.ts';
import { latencyRange, millis, type OpenLoopReport, openLoop } from './open-loop.ts';
import type { Row } from './row.ts';
import { caughtUp, startSystem } from './running-system.ts';

const path = '/api/tracking/v1/projections/tracking-status';

interface Projection {
  readonly position: number;
  readonly rebuild?: { readonly state: string; readonly reason?: string };
}

/** An operator's rebuild of the status. */
const rebuildOf = async (api: Citizens) => {
  const authorization = `Bearer ${await api.officer('van-hanh')}`;
  const seen = async (): Promise<Projection> => JSON.parse((await api.call('GET', path, { authorization })).text) as Projection;
  const { position } = await seen();
  const begin = async (): Promise<void> => {
    const { status, text } = await api.call('POST', `${path}/rebuild`, { authorization, 'idempotency-key': randomUUID() });
    if (status !== 202) throw new Error(`no rebuild: ${status} ${text}`);
  };
  const isDone = async (): Promise<boolean> => {
    const now = await seen();
    if (now.rebuild?.state === 'failed') throw new Error(`the rebuild failed: ${now.rebuild.reason}`);
    return now.rebuild?.state === 'done';
  };
  return { position, begin, isDone };
};

const rowsOf = (quiet: OpenLoopReport, seconds: readonly OpenLoopReport[], perSecond: number, events: number, took: number): Row[] => {
  const all = build(latencyRange);
  for (const { latency } of seconds) all.add(latency);
  const p = (percentile: number): string => (all.getValueAtPercentile(percentile) / 1_000).toFixed(1);
  const worstSecond = Math.max(...seconds.map((second) => millis(second, 99)));
  const failed = seconds.reduce((sum, second) => sum + second.failed, 0);
  const without = `without a rebuild p99 ${millis(quiet, 99).toFixed(1)} ms, p50 ${millis(quiet, 50).toFixed(1)} ms`;
  return [
    {
      name: `look-ups at ${perSecond}/s during a rebuild, p99`,
      figure: all.getValueAtPercentile(99) / 1_000,
      unit: 'ms',
      floor: 20,
      aim: 20,
      lower: true,
      note: `p50 ${p(50)} ms, max ${p(100)} ms, p99 of the worst second ${worstSecond.toFixed(1)} ms; ${without}; ${failed} failed`,
    },
    {
      name: 'rebuild by the running system beside look-ups, compared and switched',
      figure: events / took,
      unit: 'events/s',
      note: `${events.toLocaleString('en')} events of workflow's log in ${took.toFixed(1)} s, over the bus`,
    },
  ];
};

/** The running system fills the status of what was seeded anew, as `./motcua rebuild` asks it to, while citizens look up over HTTP at a steady pace. */
export const lookupsBesideRebuild = async (dataDir: string, tokens: readonly string[], perSecond: number): Promise<Row[]> => {
  const system = await startSystem(dataDir);
  try {
    await caughtUp(system);
    const api = await citizens(system.originOf);
    const lookUp = async (index: number): Promise<boolean> => (await api.status(tokens[index % tokens.length] ?? '')).status === 200;
    await openLoop(perSecond, 3, lookUp); // compiled and cached before it is measured
    const quiet = await openLoop(perSecond, 3, lookUp);
    const rebuild = await rebuildOf(api);
    const began = performance.now();
    await rebuild.begin();
    const seconds: OpenLoopReport[] = [];
    do seconds.push(await openLoop(perSecond, 1, lookUp));
    while (!(await rebuild.isDone()));
    const took = (performance.now() - began) / 1_000;
    await api.close();
    return rowsOf(quiet, seconds, perSecond, rebuild.position, took);
  } finally {
    await system.stop();
  }
};
