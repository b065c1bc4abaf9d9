import { execFileSync } from 'node:child_process';
import process from 'node:process';

/** A real server to test against, and how to let go of it. */
export interface RealServer {
  readonly name: string;
  readonly url: () => Promise<string>;
  readonly stop: () => Promise<void>;
}

/** The newer one is what `docker-compose.yml` pins; the older one's digest is not known here, so its tag stands for it. `KURRENTDB_IMAGES=registry/image@sha256:…,…` names others. */
const images = [
  'docker.io/eventstore/eventstore:23.10.1-jammy',
  'docker.io/kurrentplatform/kurrentdb:25.1.3@sha256:6f0ee73ecefe0ea999858306e0171bbddfff45123a84e0429cf197a08cae04d5',
].join(',');
const port = 2113;

const hasDocker = (): boolean => {
  try {
    execFileSync('docker', ['info'], { stdio: 'ignore', timeout: 10_000 });
    return true;
  } catch {
    return false;
  }
};

const container = (image: string): RealServer => {
  let stop: () => Promise<unknown> = async () => undefined;
  return {
    name: image,
    url: async () => {
      const { GenericContainer, Wait } = await import('testcontainers');
      const started = await new GenericContainer(image)
        .withCommand(['--insecure', '--mem-db', '--run-projections=None'])
        .withExposedPorts(port)
        .withWaitStrategy(Wait.forHttp('/health/live', port).forStatusCode(204))
        .start();
      stop = () => started.stop();
      return `esdb://${started.getHost()}:${started.getMappedPort(port)}?tls=false`;
    },
    stop: async () => void (await stop()),
  };
};

/** By `KURRENTDB_URL` anywhere; else in containers, where there is Docker; else none, and the reason. */
export const realServers = (): { readonly servers: readonly RealServer[]; readonly why?: string } => {
  const url = process.env['KURRENTDB_URL'];
  if (url) return { servers: [{ name: url.replace(/\/\/[^@/]*@/, '//***@'), url: async () => url, stop: async () => undefined }] };
  if (!hasDocker())
    return {
      servers: [],
      why: 'no KURRENTDB_URL and no Docker: nothing of EventStoreDB or KurrentDB itself was tested here, only the double',
    };
  return { servers: (process.env['KURRENTDB_IMAGES'] ?? images).split(',').map(container) };
};
