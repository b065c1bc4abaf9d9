import { EventStoreDBClient } from '../src/protocol.ts';
import { kurrentdbDouble } from './double/kurrentdb-double.ts';
import { serverCommand, startServers } from './server-processes.ts';

/** A store that nobody has used, in the tests of whole systems. */
export interface KurrentdbForTests {
  /** For the fault table: a double, or a real server. */
  readonly name: string;
  /** As a service is given it. */
  readonly url: string;
  /** The same as it is shown to people: no password, no settings. */
  readonly shown: string;
  /** Of the streams that begin so. */
  events(prefix: string): Promise<number>;
  stop(): Promise<void>;
}

const admin = 'admin:changeit';

const realServer = async (command: readonly string[]): Promise<KurrentdbForTests> => {
  const servers = await startServers(command, 1);
  const { port } = await servers.leader();
  const url = servers.url(admin, servers.ca);
  const client = EventStoreDBClient.connectionString(url);
  return {
    name: 'a real server, over TLS',
    url,
    shown: `esdb://***@localhost:${port}`,
    events: async (prefix) => {
      let count = 0;
      for await (const { event } of client.readAll()) if (event?.streamId.startsWith(prefix)) count += 1;
      return count;
    },
    stop: async () => {
      await client.dispose();
      await servers.stop();
    },
  };
};

/** Where `KURRENTDB_SERVER` is a command that starts one: a real server of its own, over TLS; else a double. */
export const kurrentdbForTests = async (): Promise<KurrentdbForTests> => {
  const command = serverCommand();
  if (command !== undefined) return realServer(command);
  const double = await kurrentdbDouble();
  return {
    name: 'a double',
    url: double.url,
    shown: `esdb://127.0.0.1:${double.port}`,
    events: async (prefix) => double.log.all.filter(({ stream }) => stream.startsWith(prefix)).length,
    stop: double.stop,
  };
};
