import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Rejects where it cannot be known: no file descriptor is left, say. */
export const isFree = async (port: number): Promise<boolean> => {
  const server = createServer();
  try {
    await once(server.listen(port, '127.0.0.1'), 'listening');
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return false;
    throw error;
  } finally {
    server.close();
  }
};

/** Above 10,080, which `fetch` refuses to ask (WHATWG Fetch, bad ports). */
const lowest = 10_100;
/** Those from 32,768 on the kernel hands out by itself, where nobody has told it otherwise (ip_local_port_range). */
const beyond = 32_768;

export const isLeftByKernel = (port: number): boolean => port < beyond;

/**
 * So many random ports of the loopback interface that nobody listens on, no two alike, below those that the kernel hands out by itself by default: who listens there keeps
 * the port over restarts, and while it is away no connection is given it as its own end, least of all one that asks for it again and again and so meets itself.
 */
export const freePorts = async (count: number): Promise<readonly number[]> => {
  const ports = new Set<number>();
  while (ports.size < count) {
    const port = randomInt(lowest, beyond);
    if (await isFree(port)) ports.add(port);
  }
  return [...ports];
};

/** One, see `freePorts`. */
export const freePort = async (): Promise<number> => {
  const [port] = await freePorts(1);
  if (port === undefined) throw new Error('no free port on 127.0.0.1');
  return port;
};
