import { done, park } from '@motcua/bus';
import { memoryBus, memoryCheckpoints, memoryNetwork } from '@motcua/bus/testing';
import { memoryEventStore } from '@motcua/es';
import { expect, test } from 'vitest';
import { measuredBus } from './measured-bus.ts';
import type { Labels, Metrics } from './metrics.ts';

/** Double of a registry: the last value of each series. */
const notedMetrics = () => {
  const noted = new Map<string, number>();
  const gauges = new Map<string, () => unknown>();
  const nameOf = (name: string, labels: Labels = {}): string => [name, ...Object.values(labels)].join(' ');
  const metrics: Metrics = {
    counter:
      (name) =>
      (labels, by = 1) =>
        void noted.set(nameOf(name, labels), (noted.get(nameOf(name, labels)) ?? 0) + by),
    histogram: (name) => (value, labels) => void noted.set(nameOf(name, labels), value),
    gauge: (name, _help, read, labels) => void gauges.set(nameOf(name, labels), read),
  };
  return { metrics, noted, read: (name: string) => gauges.get(name)?.() };
};

const filed = (id: string, at: string) => ({
  id,
  type: 'SubmissionFiled.v1',
  data: { dossierId: id },
  metadata: { at, actor: 'citizen', correlationId: id, causationId: id },
});

test('a bus says how late reactors are, what came of each event, how far the tail is and what is parked', async () => {
  const { metrics, noted, read } = notedMetrics();
  const bus = measuredBus(memoryBus({ network: memoryNetwork(), reactorLimits: { throws: 1 } }), metrics);
  const store = memoryEventStore();
  await bus.relay('intake', store);
  const outcomes = [done, park('cannot'), undefined];
  const handled = Promise.withResolvers<void>();
  const reactor = await bus.react(
    {
      name: 'workflow-intake-v1',
      source: 'intake',
      types: ['SubmissionFiled.v1'],
      keyOf: ({ stream }) => stream,
      handle: async ({ position }) => {
        const outcome = outcomes[position - 1];
        if (position === 3) handled.resolve();
        if (!outcome) throw new Error('a defect');
        return outcome;
      },
      concurrency: 1,
    },
    { checkpoints: memoryCheckpoints(), parked: memoryEventStore() },
  );
  const tenSecondsAgo = new Date(Date.now() - 10_000).toISOString();
  for (const id of ['a', 'b', 'c']) await store.append(`submission-${id}`, [filed(id, tenSecondsAgo)], 'absent');
  await handled.promise;
  expect(await reactor.waitFor(3, 5_000)).toBe(true);

  expect(noted.get('motcua_reaction_delay_seconds workflow-intake-v1')).toBeGreaterThanOrEqual(10);
  expect(['done', 'park', 'threw'].map((outcome) => noted.get(`motcua_reactions_total workflow-intake-v1 ${outcome}`))).toEqual([1, 1, 1]);
  expect(read('motcua_parked_messages')).toBe(2);
  expect(read('motcua_relay_halted INTAKE')).toBe(0);
  expect(read('motcua_relay_active INTAKE')).toBe(1);
  expect(await read('motcua_relay_lag_events INTAKE')).toBe(3);
  await bus.relayPublic(store, { province: 'H53', toPublic: () => undefined });
  expect(read('motcua_relay_active PUBLIC')).toBe(1);
  expect(read('motcua_relay_halted PUBLIC')).toBe(0);
  await reactor.stop();
  await bus.close();
});
