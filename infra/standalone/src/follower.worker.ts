import { parentPort, workerData } from 'node:worker_threads';
import { BadConfiguration, giveWay, type ServiceDefinition, startServices } from '@motcua/service-kit';
import type { FollowerData, FollowerName, FromFollower, ToFollower } from './follower.messages.ts';

const port = parentPort;
if (port === null) throw new Error('a follower runs in a worker thread');
const tell = (message: FromFollower): void => port.postMessage(message);

/** Each thread loads its own service alone: the modules of the other would take 5 MB of it. */
const definitions: Readonly<Record<FollowerName, () => Promise<ServiceDefinition>>> = {
  tracking: async () =>
    (await import('@motcua/tracking')).trackingServiceTelling((news) => tell({ kind: 'statuses', news })) as ServiceDefinition,
  notify: async () => (await import('@motcua/notify')).notifyService as ServiceDefinition,
};

const start = async ({ service, env, niceness, publicUrl, oidcIssuer, logLevel, operatorNetworks }: FollowerData): Promise<void> => {
  giveWay(niceness);
  const running = await startServices([{ definition: await definitions[service](), env }], {
    port: 0,
    host: '127.0.0.1',
    // The door beside this thread tells who asks, and asks on its own behalf for what it merges.
    trustProxy: '127.0.0.1',
    operatorNetworks: `${operatorNetworks},127.0.0.1`,
    thread: service,
    follows: true,
    telemetry: env,
    publicUrl,
    oidcIssuer,
    logLevel,
  });
  port.on('message', (_message: ToFollower) => {
    running.stop().then(
      () => tell({ kind: 'stopped' }),
      (error: unknown) => tell({ kind: 'stopped', error: String(error) }),
    );
  });
  tell({ kind: 'listening', url: running.url });
};

try {
  await start(workerData as FollowerData);
} catch (error) {
  tell({
    kind: 'refused',
    message: error instanceof Error ? error.message : String(error),
    ...(error instanceof BadConfiguration ? { problems: error.problems } : {}),
  });
}
