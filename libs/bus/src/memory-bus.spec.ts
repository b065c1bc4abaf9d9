import { memoryEventStore } from '@motcua/es';
import { expect, test } from 'vitest';
import { done } from './outcome.ts';
import { busContract, memoryBus, memoryCheckpoints, memoryNetwork, quickLimits, tell, told } from './testing/index.ts';

busContract('memoryBus', async () => {
  const network = memoryNetwork();
  const buses = new Map<string, ReturnType<typeof memoryBus>>();
  return {
    open: async (service) => {
      const bus = buses.get(service) ?? memoryBus({ network, reactorLimits: quickLimits });
      buses.set(service, bus);
      return bus;
    },
    publicSubjects: async () => network.publicMessages.map(({ subject }) => subject),
    close: async () => void (await Promise.all([...buses.values()].map((bus) => bus.close()))),
  };
});

test('on a full machine a patient reactor leaves it to others between some events; one that is not goes on', async () => {
  const bus = memoryBus({ reactorLimits: quickLimits, machineIsFull: () => true });
  const store = memoryEventStore();
  await bus.relay('workflow', store);
  const at = new Date().toISOString();
  for (let n = 1; n <= 12; n += 1) {
    const { metadata, ...event } = told(n);
    await tell(store, `dossier-${n}`, { ...event, metadata: { ...metadata, at } });
  }
  const tookMs = async (name: string, patience?: { ms: number; sharesThread: boolean }): Promise<number> => {
    const began = performance.now();
    const reaction = { name, source: 'workflow' as const, types: ['Told.v1'], keyOf: String, handle: async () => done };
    const kept = { checkpoints: memoryCheckpoints(), parked: memoryEventStore() };
    const reactor = await bus.react({ ...reaction, ...(patience ? { patience } : {}) }, kept);
    expect(await reactor.waitFor(12, 15_000)).toBe(true);
    return performance.now() - began;
  };
  expect(await tookMs('patient', { ms: 60_000, sharesThread: false })).toBeGreaterThan(500);
  expect(await tookMs('eager')).toBeLessThan(500);
  await bus.close();
});
