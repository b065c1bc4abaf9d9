import { execFile } from 'node:child_process';
import { isAtLeast, oldestServer } from '@motcua/bus-nats';

/** What a nats-server binary says of itself; undefined where it says nothing: it may be put right later. */
export const versionOf = (binary: string): Promise<string | undefined> =>
  new Promise((resolve) => {
    execFile(binary, ['--version'], { timeout: 3_000 }, (_error, stdout) => resolve(/v(\d+\.\d+\.\d+)/.exec(stdout)?.[1]));
  });

/** Throws, in one line, where the binary is older than what our streams need. */
export const refuseOldServer = async (binary: string): Promise<void> => {
  const version = await versionOf(binary);
  if (version !== undefined && !isAtLeast(version, oldestServer))
    throw new Error(`${binary} is nats-server ${version}; ${oldestServer} or newer is needed`);
};

/** Older ones have known holes where accounts meet. */
export const oldestForNeighbours = '2.12.6';
