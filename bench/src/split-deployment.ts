import { SplitSystem, serviceOf } from '@motcua/system-tests';
import type { Deployment } from './deployment.ts';
import { endsWithBench } from './interruption.ts';
import { residentMb } from './process-usage.ts';

/**
 * The four services in processes of their own, each with its own credential and folder, beside one nats-server. The driver sends each path to
 * its service itself: a proxy in the driver's process would be measured instead of the services, and one beside it on the same processors as well.
 */
export const startSplit = async (): Promise<Deployment> => {
  const began = performance.now();
  const prepared = SplitSystem.prepare();
  const stop = endsWithBench(async () => (await prepared).dispose());
  const system = await prepared;
  await system.begin(1);
  const startMs = performance.now() - began;
  const originOf = (path: string): string => {
    const [origin] = system.upstreams(serviceOf(path));
    if (origin === undefined) throw new Error(`nobody answers ${path}: its service has ended`);
    return origin;
  };
  return {
    originOf,
    startMs,
    note: 'packages installed and built; no proxy in between, the trial issuer in the driver’s process',
    residentMb: () => system.pids.reduce((sum, pid) => sum + residentMb(pid), 0),
    stop,
  };
};
