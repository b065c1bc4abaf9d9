import { parentPort, workerData } from 'node:worker_threads';
import { collectInQuiet, configOf, openThreadHost } from '@motcua/service-kit/host';
import { openStatuses, TrackingConfig } from '@motcua/tracking/statuses';
import type { FromStatuses, StatusesData, ToStatuses, Wish } from './statuses.messages.ts';
import { messageOf, refusalOf } from './thread-ends.ts';

const { env, other, publicUrl, logLevel } = workerData as StatusesData;
if (parentPort === null) throw new Error('statuses are folded in a worker thread');
const owner = parentPort;
const listeners = [owner, other];
const tellAll = (message: FromStatuses): void => {
  for (const port of listeners) port.postMessage(message);
};

const start = async (): Promise<void> => {
  const config = configOf({ name: 'tracking', config: TrackingConfig }, env);
  const host = await openThreadHost({ name: 'tracking', publicUrl, logLevel, thread: 'statuses', follows: true, telemetry: env });
  const statuses = await openStatuses(config, host.of('tracking'), (news) => tellAll({ kind: 'news', news })).catch(
    async (error: unknown) => {
      await host.close();
      throw error;
    },
  );
  const stopCollecting = collectInQuiet();
  const fulfil: Readonly<Record<Wish, () => Promise<unknown>>> = {
    readiness: async () => statuses.readiness(),
    rebuild: () => statuses.rebuild(),
    rebuilding: () => statuses.rebuilding(),
    metrics: () => host.metrics.render(),
  };
  const stop = async (): Promise<void> => {
    stopCollecting();
    await statuses.stop().finally(() => host.close());
  };
  for (const port of listeners)
    port.on('message', (message: ToStatuses) => {
      if (message.kind === 'stop') {
        stop().then(
          () => owner.postMessage({ kind: 'stopped' }),
          (error: unknown) => owner.postMessage({ kind: 'stopped', error: messageOf(error) }),
        );
        return;
      }
      const { id, wish } = message;
      fulfil[wish]().then(
        (value) => port.postMessage({ kind: 'answer', id, value }),
        (error: unknown) =>
          port.postMessage({ kind: 'failure', id, name: error instanceof Error ? error.name : 'Error', message: messageOf(error) }),
      );
    });
};

try {
  await start();
} catch (error) {
  tellAll(refusalOf(error));
}
