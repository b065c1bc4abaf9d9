import { parentPort, workerData } from 'node:worker_threads';
import { notifyService } from '@motcua/notify';
import { giveWay, niceness, type ServiceDefinition, startServices } from '@motcua/service-kit';
import { trackingBeside } from '@motcua/tracking';
import type { FromReactors, ReactorsData } from './reactors.messages.ts';
import { sharedStatusesOver } from './shared-statuses.ts';
import { messageOf, refusalOf } from './thread-ends.ts';

const port = parentPort;
if (port === null) throw new Error('reactors run in a worker thread');
const tell = (message: FromReactors): void => port.postMessage(message);

const start = async (data: ReactorsData): Promise<void> => {
  const { env, publicUrl, oidcIssuer, logLevel, operatorNetworks } = data;
  const services = [
    { definition: trackingBeside(sharedStatusesOver(data.statuses)) as ServiceDefinition, env: env.tracking },
    { definition: notifyService as ServiceDefinition, env: env.notify },
  ];
  const running = await startServices(services, {
    port: 0,
    host: '127.0.0.1',
    // The door beside this thread tells who asks, and asks on its own behalf for what it merges.
    trustProxy: '127.0.0.1',
    operatorNetworks: `${operatorNetworks},127.0.0.1`,
    thread: 'reactors',
    follows: true,
    telemetry: env.tracking,
    publicUrl,
    oidcIssuer,
    logLevel,
  });
  // A message may be late, and so may what neighbours hear: they leave the processor to those who wait for an answer, but for the start, which is waited for too.
  giveWay(niceness);
  port.on('message', () => {
    running.stop().then(
      () => tell({ kind: 'stopped' }),
      (error: unknown) => tell({ kind: 'stopped', error: messageOf(error) }),
    );
  });
  tell({ kind: 'listening', url: running.url });
};

try {
  await start(workerData as ReactorsData);
} catch (error) {
  tell(refusalOf(error));
}
