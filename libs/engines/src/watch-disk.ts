import { statfs } from 'node:fs/promises';
import type { Metrics } from '@motcua/telemetry';

/** Says how much room there is where the data folder lies: the store is the one thing whose full disk refuses citizens. */
export const watchDisk = (folder: string, metrics: Metrics): void => {
  metrics.gauge('motcua_disk_available_bytes', 'Room left on the disk of the data folder', async () => {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  });
  metrics.gauge('motcua_disk_size_bytes', 'Size of the disk of the data folder', async () => {
    const { blocks, bsize } = await statfs(folder);
    return blocks * bsize;
  });
};
