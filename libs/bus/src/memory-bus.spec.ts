import { busContract, memoryBus, memoryNetwork, quickLimits } from './testing/index.ts';

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
