import type { PublicBus } from '@motcua/bus';
import { busContract, quickLimits } from '@motcua/bus/testing';
import { afterAll, beforeAll } from 'vitest';
import { isNotFound, jetStreamApi } from '../src/jetstream-api.ts';
import { natsBus } from '../src/nats-bus.ts';
import { silent, type TestServer, testServer } from './nats-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await testServer();
  await server.start();
});
afterAll(() => server.close());

busContract('natsBus', async () => {
  await server.deleteStreams();
  const buses = new Map<string, PublicBus>();
  const publicSubjects = async (): Promise<readonly string[]> => {
    const api = jetStreamApi(await server.admin());
    const info = await api.streamInfo('PUBLIC').catch((error: unknown) => {
      if (isNotFound(error)) return undefined;
      throw error;
    });
    const subjects: string[] = [];
    for (let seq = Math.max(1, info?.state.first_seq ?? 1); seq <= (info?.state.last_seq ?? 0); seq += 1) {
      const message = await api.message('PUBLIC', seq);
      if (message) subjects.push(message.subject);
    }
    return subjects;
  };
  return {
    open: async (service) => {
      const bus =
        buses.get(service) ??
        (await natsBus({ service, province: 'H53', servers: server.url, logger: silent, heartbeatMs: 200, reactorLimits: quickLimits }));
      buses.set(service, bus);
      while (!bus.isConnected()) await new Promise((resolve) => setTimeout(resolve, 5));
      return bus;
    },
    publicSubjects,
    close: async () => void (await Promise.all([...buses.values()].map((bus) => bus.close()))),
  };
});
