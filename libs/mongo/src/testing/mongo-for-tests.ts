import { randomUUID } from 'node:crypto';
import { createConnection } from 'node:net';
import { MongoClient } from 'mongodb';

/** A real server of this protocol for one file of tests, or why there is none. */
export interface MongoForTests {
  /** Absent: nothing here can be tested; `reason` has been printed. */
  readonly url?: string;
  readonly reason: string;
  /** An address whose database prefix nobody else uses. */
  fresh(): string;
  /** Drops what was made under `fresh` addresses, and ends a server of our own. */
  stop(): Promise<void>;
}

/** What `docker-compose.yml` pins. */
const image = 'mongo:8.0.17@sha256:9814652e33f0cf8b9fddea8b46dfc9d8e19b130dcfdd7b510ca58bb0d40c8b71';

const hasDocker = (): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = createConnection('/var/run/docker.sock');
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });

interface Server {
  readonly url: string;
  readonly stop: () => Promise<unknown>;
}
const startContainer = async (): Promise<Server> => {
  const { MongoDBContainer } = await import('@testcontainers/mongodb');
  const container = await new MongoDBContainer(image).start();
  return { url: `${container.getConnectionString()}/?directConnection=true`, stop: () => container.stop() };
};

const dropAll = async (url: string, prefix: string): Promise<void> => {
  const client = new MongoClient(url, { serverSelectionTimeoutMS: 3_000 });
  try {
    const { databases } = await client.db('admin').command({ listDatabases: 1, nameOnly: true });
    for (const { name } of databases as readonly { name: string }[]) if (name.startsWith(prefix)) await client.db(name).dropDatabase();
  } finally {
    await client.close();
  }
};

/** `MONGODB_URL`, else a container where there is Docker, else nothing: said aloud. */
export const mongoForTests = async (): Promise<MongoForTests> => {
  const given = process.env['MONGODB_URL'];
  const server = given ? { url: given, stop: async () => undefined } : (await hasDocker()) ? await startContainer() : undefined;
  const prefix = `t${randomUUID().slice(0, 8)}`;
  const reason = 'neither MONGODB_URL nor Docker: nothing here ran on a server of the MongoDB protocol';
  if (!server) process.stderr.write(`skipped because: ${reason}\n`);
  let last = 0;
  return {
    ...(server && { url: server.url }),
    reason,
    fresh() {
      if (!server) throw new Error(reason);
      last += 1;
      const url = new URL(server.url);
      url.pathname = `/${prefix}x${last}`;
      if (url.username !== '' && !url.searchParams.has('authSource')) url.searchParams.set('authSource', 'admin');
      return url.href;
    },
    async stop() {
      if (!server) return;
      await dropAll(server.url, prefix);
      await server.stop();
    },
  };
};
