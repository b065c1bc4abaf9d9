import { parentPort, workerData } from 'node:worker_threads';
import { notifyService } from '@motcua/notify';
import { BadConfiguration, type ServiceDefinition, startServices } from '@motcua/service-kit';
import { trackingServiceTelling } from '@motcua/tracking';
import type { FollowersData, FromFollowers, ToFollowers } from './followers.messages.ts';

const port = parentPort;
if (port === null) throw new Error('the followers run in a worker thread');
const tell = (message: FromFollowers): void => port.postMessage(message);

const start = async ({ env, publicUrl, oidcIssuer, logLevel }: FollowersData): Promise<void> => {
  const tracking = trackingServiceTelling((news) => tell({ kind: 'statuses', news }));
  const running = await startServices(
    [
      { definition: tracking as ServiceDefinition, env: env.tracking },
      { definition: notifyService as ServiceDefinition, env: env.notify },
    ],
    { port: 0, host: '127.0.0.1', trustProxy: '127.0.0.1', thread: 'followers', publicUrl, oidcIssuer, logLevel },
  );
  port.on('message', (_message: ToFollowers) => {
    running.stop().then(
      () => tell({ kind: 'stopped' }),
      (error: unknown) => tell({ kind: 'stopped', error: String(error) }),
    );
  });
  tell({ kind: 'listening', url: running.url });
};

try {
  await start(workerData as FollowersData);
} catch (error) {
  tell({
    kind: 'refused',
    message: error instanceof Error ? error.message : String(error),
    ...(error instanceof BadConfiguration ? { problems: error.problems } : {}),
  });
}
