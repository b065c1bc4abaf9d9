import { randomUUID } from 'node:crypto';
import { services } from '@motcua/contracts';
import { type KurrentdbForTests, kurrentdbForTests } from '@motcua/es-kurrentdb/testing/servers';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Client, client, exampleForm, inventedSubmission } from '../../src/client.ts';
import { type Acknowledged, file } from '../../src/load.ts';
import { folderIsWhole, judge } from '../../src/oracle.ts';
import { SplitSystem } from '../../src/split-system.ts';
import { motcua } from '../../src/system.ts';

vi.setConfig({ testTimeout: 300_000 });
let store: KurrentdbForTests;
let system: SplitSystem;
let api: Client;
let form: unknown;
beforeAll(async () => {
  store = await kurrentdbForTests();
  system = await SplitSystem.start(1);
  api = client(system.url);
  form = await exampleForm(api);
});
afterAll(async () => {
  await system?.dispose();
  await store?.stop();
});

const filed = (count: number): Promise<Acknowledged[]> =>
  Promise.all(
    Array.from({ length: count }, async () => {
      const answer = await file(api, { key: randomUUID(), body: inventedSubmission({ form }) });
      if (!('id' in answer)) throw new Error(answer.text);
      return answer;
    }),
  );
const startedAgain = async (more: Readonly<Record<string, string>>): Promise<void> => {
  system.instances.splice(0);
  await Promise.all(services.map((service) => system.startInstance(service, more)));
  await system.untilReady();
};
const ended = async (): Promise<void> => expect(await system.end('SIGTERM')).toEqual(services.map(() => 0));
const carriedOut = async (...args: readonly string[]): Promise<void> => {
  const { code, output } = await motcua('migrate', '--switch', ...args);
  expect(code, output).toBe(0);
};

test('all four services live on KurrentDB for a while and come home into their files: all that was ever filed is there once', async () => {
  const everything = await filed(8);
  await ended();
  await carriedOut('--from', `sqlite:${system.dataDir}`, '--to', store.url);
  await startedAgain({ MOTCUA_STORE_URL: store.url });
  everything.push(...(await filed(8)));
  await judge(system, api, { acknowledged: everything, unknown: [], refused: [] });

  await ended();
  await carriedOut('--from', store.url, '--to', `sqlite:${system.dataDir}`);
  await startedAgain({});
  everything.push(...(await filed(4)));
  await judge(system, api, { acknowledged: everything, unknown: [], refused: [] });
  await ended();
  await folderIsWhole(system, everything);
});
