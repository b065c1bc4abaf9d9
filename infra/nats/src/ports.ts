import { once } from 'node:events';
import { createServer } from 'node:net';

const tryPort = async (port: number): Promise<number | undefined> => {
  const server = createServer();
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : undefined;
  } catch {
    return undefined;
  } finally {
    server.close();
  }
};

export const isFree = async (port: number): Promise<boolean> => (await tryPort(port)) !== undefined;

/** A port of the loopback interface that nobody listens on. */
export const freePort = async (): Promise<number> => {
  const port = await tryPort(0);
  if (port === undefined) throw new Error('no free port on 127.0.0.1');
  return port;
};
